namespace McpService.Common.Upstreams.Faults;

/// <summary>JSON-RPC gone wrong, and messages around the true answer.</summary>
public sealed partial class Fault
{
    /// <summary>The answer to somebody else's request.</summary>
    public static Fault WrongId { get; } = Answers(exchange => exchange.AnswerId = _ => "\"nobody-asked\"");

    public static Fault MissingId { get; } = Answers(exchange => exchange.AnswerId = _ => null);

    public static Fault NullId { get; } = Answers(exchange => exchange.AnswerId = _ => "null");

    /// <summary>A string for a number, a number for a string.</summary>
    public static Fault IdOfOtherType { get; } =
        Answers(exchange => exchange.AnswerId = id => id.StartsWith('"') ? "1" : $"\"{id}\"");

    public static Fault TwoAnswers { get; } = Answers(exchange => exchange.AnswerCount = 2);

    /// <summary>A JSON-RPC error in place of the result.</summary>
    public static Fault RpcError(int code, string message, string? dataJson = null) => new(exchange =>
        exchange.SendAnswerAsync(Rpc.ErrorMember(code, message, dataJson)));

    /// <summary>Reports progress so many times before the answer, to callers that gave a token.</summary>
    public static Fault Progress(int times) => new(async exchange =>
    {
        for (var step = 1; step <= times; step++) await exchange.SendProgressAsync(step, times);
        await exchange.AnswerAsync();
    });

    /// <summary>Asks the client (<c>ping</c>, <c>sampling/createMessage</c>) before the answer, and does not wait for its reply.</summary>
    public static Fault AskFirst(string method, string? paramsJson = null) =>
        MessageFirst(Rpc.Request("\"asked-first\"", method, paramsJson));

    /// <summary>Any message before the answer.</summary>
    public static Fault MessageFirst(string json) => new(async exchange =>
    {
        await exchange.SendEventAsync(json);
        await exchange.AnswerAsync();
    });

    private static Fault Answers(Action<UpstreamExchange> change) => new(exchange =>
    {
        change(exchange);
        return exchange.AnswerAsync();
    });
}
