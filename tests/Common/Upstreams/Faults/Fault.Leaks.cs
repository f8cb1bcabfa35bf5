namespace McpService.Common.Upstreams.Faults;

/// <summary>The caller's token in places where errors are read.</summary>
public sealed partial class Fault
{
    /// <summary>In the message and data of a JSON-RPC error.</summary>
    public static Fault TokenInRpcError { get; } = new(exchange => exchange.SendAnswerAsync(
        Rpc.ErrorMember(-32000, $"Token {exchange.Request.Token} was refused", $$"""{"token":{{Rpc.Text(exchange.Request.Token ?? "")}}}""")));

    /// <summary>In the text of a tool error.</summary>
    public static Fault TokenInToolError { get; } = new(exchange => exchange.SendAnswerAsync(
        $"\"result\":{Rpc.TextResult($"Token {exchange.Request.Token} was refused", isError: true)}"));

    /// <summary>In the body and a header of an error status.</summary>
    public static Fault TokenInStatus(int status) => new(exchange => exchange.RespondAsync(
        status, "text/plain", $"Token {exchange.Request.Token} was refused", ("X-Token", exchange.Request.Token ?? "")));
}
