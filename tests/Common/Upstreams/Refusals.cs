namespace McpService.Common.Upstreams;

/// <summary>The answers of the observed server to what it does not serve.</summary>
internal static class Refusals
{
    public const string NoSession = "Bad Request: No valid session ID provided";
    public const string NotInitialized = "Bad Request: Server not initialized";

    private const string Json = "application/json";

    public static Refusal NoToken { get; } = new(401, Json, """{"error":"Unauthorized: No token provided"}""");
    public static Refusal BadToken { get; } = new(401, Json, """{"error":"Unauthorized: Invalid token format"}""");
    public static Refusal TooLarge { get; } = new(413, "text/html", "<pre>PayloadTooLargeError: request entity too large</pre>");
    public static Refusal NotFound { get; } = new(404, "text/html", "<pre>Cannot find it</pre>");
    public static Refusal NoGet { get; } = Rpc(405, -32000, "Method not allowed.");
    public static Refusal GetWithoutSession { get; } = new(500, "text/plain", "Error handling session request");

    public static Refusal MalformedJson { get; } = new(400, "text/html",
        "<pre>SyntaxError: Unexpected token in JSON<br> at JSON.parse (&lt;anonymous&gt;)<br> at parse (/app/node_modules/body-parser/lib/types/json.js:92:19)</pre>");

    public static Refusal NotAcceptable { get; } =
        Rpc(406, -32000, "Not Acceptable: Client must accept both application/json and text/event-stream");

    public static Refusal BadRequest(string message) => Rpc(400, -32000, message);

    /// <summary>Of a server of revisions without sessions alone, as the TypeScript SDK says it.</summary>
    public static Refusal NoInitialize(IReadOnlyList<string> supported) => new(400, Json,
        $$$"""{"jsonrpc":"2.0","error":{"code":-32022,"message":"Unsupported protocol version","data":{"supported":["{{{string.Join("\",\"", supported)}}}"],"requested":"unknown"}},"id":null}""");

    public static Refusal Rpc(int status, int code, string message) =>
        new(status, Json, $$"""{"jsonrpc":"2.0","error":{"code":{{code}},"message":{{Upstreams.Rpc.Text(message)}}},"id":null}""");
}
