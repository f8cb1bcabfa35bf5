using System.Text;
using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;
using McpService.Sandbox.Sessions;

namespace McpService.Sandbox.Transport;

/// <summary>
/// The refusals of the real server, to the word: clients tell a lost session from any other 400 by its text.
/// Its router answers with a content type, the transport beneath it with none.
/// </summary>
internal static class SandboxAnswers
{
    private const string NoValidSessionText = "Bad Request: No valid session ID provided";

    public static IResult NoToken { get; } =
        Json(StatusCodes.Status401Unauthorized, new JsonObject { ["error"] = "Unauthorized: No token provided" });

    public static IResult NoValidSession { get; } = Json(StatusCodes.Status400BadRequest, Error(-32000, NoValidSessionText, withId: true));

    /// <summary>For GET and DELETE, which have no body to take an id from: the member is missing, not null.</summary>
    public static IResult NoValidSessionWithoutId { get; } =
        Json(StatusCodes.Status400BadRequest, Error(-32000, NoValidSessionText, withId: false));

    public static IResult GetFault { get; } = Results.Text(
        "Error processing MCP GET request", "text/html", Encoding.UTF8, StatusCodes.Status500InternalServerError);

    public static IResult ServerFault { get; } =
        Json(StatusCodes.Status500InternalServerError, Error(-32603, "Internal server error", withId: true));

    public static IResult NotInitialized { get; } =
        Transport(StatusCodes.Status400BadRequest, -32000, "Bad Request: Server not initialized");

    public static IResult AlreadyInitialized { get; } =
        Transport(StatusCodes.Status400BadRequest, -32600, "Invalid Request: Server already initialized");

    public static IResult OnlyOneInitialize { get; } =
        Transport(StatusCodes.Status400BadRequest, -32600, "Invalid Request: Only one initialization request is allowed");

    public static IResult ParseError { get; } = Transport(StatusCodes.Status400BadRequest, -32700, "Parse error");

    public static IResult UnsupportedVersion { get; } = Transport(
        StatusCodes.Status400BadRequest,
        -32000,
        $"Bad Request: Unsupported protocol version (supported versions: {string.Join(", ", SandboxServer.Revisions)})");

    public static IResult UnsupportedMediaType { get; } = Transport(
        StatusCodes.Status415UnsupportedMediaType, -32000, "Unsupported Media Type: Content-Type must be application/json");

    public static IResult StreamConflict { get; } = Transport(
        StatusCodes.Status409Conflict, -32000, "Conflict: Only one SSE stream is allowed per session");

    public static IResult MalformedJson { get; } = ErrorPage(
        StatusCodes.Status400BadRequest,
        "SyntaxError: Unexpected token in JSON at position 1",
        "JSON.parse (&lt;anonymous&gt;)",
        "parse (/app/node_modules/body-parser/lib/types/json.js:92:19)");

    public static IResult TooLarge { get; } = ErrorPage(
        StatusCodes.Status413PayloadTooLarge,
        "PayloadTooLargeError: request entity too large",
        "readStream (/app/node_modules/raw-body/index.js:163:17)");

    public static IResult NotAcceptable(string reason) =>
        Transport(StatusCodes.Status406NotAcceptable, -32000, $"Not Acceptable: {reason}");

    private static TransportErrorResult Transport(int status, int code, string message) => new(status, Error(code, message, withId: true));

    private static IResult Json(int status, JsonObject body) =>
        Results.Text(body.ToJsonString(SandboxJson.Compact), "application/json", Encoding.UTF8, status);

    private static JsonObject Error(int code, string message, bool withId)
    {
        var body = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
        };
        if (withId) body["id"] = null;
        return body;
    }

    // Express outside production shows the stack to whoever asks; a gateway must not pass it on.
    private static IResult ErrorPage(int status, string error, params IEnumerable<string> stack)
    {
        var frames = string.Concat(stack.Select(frame => $"<br> &nbsp; &nbsp;at {frame}"));
        var page = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><title>Error</title></head>
            <body><pre>{error}{frames}</pre></body>
            </html>
            """;
        return Results.Text(page, "text/html", Encoding.UTF8, status);
    }
}
