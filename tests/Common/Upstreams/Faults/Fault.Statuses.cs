namespace McpService.Common.Upstreams.Faults;

/// <summary>Answers by HTTP status, with the bodies of the observed server.</summary>
public sealed partial class Fault
{
    public static Fault Unauthorized { get; } = Refuse(Refusals.BadToken);

    public static Fault Forbidden { get; } = Status(403, """{"error":"Forbidden"}""");

    /// <summary>500 with JSON-RPC -32603 and no id.</summary>
    public static Fault ServerError { get; } = Refuse(Refusals.Rpc(500, -32603, "Internal server error"));

    /// <summary>Session gone, as the specification has it.</summary>
    public static Fault SessionGone404 { get; } = Refuse(Refusals.Rpc(404, -32001, "Session not found"));

    /// <summary>Session gone, as the observed server has it: its first text.</summary>
    public static Fault SessionGone { get; } = Refuse(Refusals.BadRequest(Refusals.NoSession));

    /// <summary>Session gone, as the observed server has it: its second text.</summary>
    public static Fault NotInitialized { get; } = Refuse(Refusals.BadRequest(Refusals.NotInitialized));

    /// <summary>A 400 with the same code as the lost session, that is not one.</summary>
    public static Fault UnsupportedVersion { get; } =
        Refuse(Refusals.BadRequest("Bad Request: Unsupported protocol version (supported versions: 2025-06-18)"));

    public static Fault Status(int status, string body = "", string contentType = Json, params (string Name, string Value)[] headers) =>
        new(exchange => exchange.RespondAsync(status, contentType, body, headers));

    /// <summary>429 or 503 with <c>Retry-After</c>: seconds, a date, or nonsense.</summary>
    public static Fault RetryAfter(int status, string value) =>
        Status(status, """{"error":"Slow down"}""", Json, ("Retry-After", value));

    public static Fault Redirect(int status, Uri location) => Status(status, "", Json, ("Location", location.OriginalString));

    private static Fault Refuse(Refusal refusal) => new(refusal.SendAsync);
}
