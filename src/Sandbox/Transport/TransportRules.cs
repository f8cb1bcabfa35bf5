using McpService.Sandbox.Sessions;

namespace McpService.Sandbox.Transport;

/// <summary>What the transport asks of the headers, checked as it does: by looking for a substring.</summary>
internal static class TransportRules
{
    private const string EventStream = "text/event-stream";
    private const string Json = "application/json";

    public static IResult? RefuseHeadersOfPost(HttpRequest request)
    {
        if (!Mentions(request.Headers.Accept.ToString(), Json) || !Mentions(request.Headers.Accept.ToString(), EventStream))
        {
            return SandboxAnswers.NotAcceptable("Client must accept both application/json and text/event-stream");
        }

        return IsJson(request) ? null : SandboxAnswers.UnsupportedMediaType;
    }

    public static IResult? RefuseAcceptOfGet(HttpRequest request) =>
        Mentions(request.Headers.Accept.ToString(), EventStream)
            ? null
            : SandboxAnswers.NotAcceptable("Client must accept text/event-stream");

    /// <summary>A request without the header is taken for 2025-03-26, which had none.</summary>
    public static IResult? RefuseVersion(HttpRequest request)
    {
        var version = request.Headers["MCP-Protocol-Version"].ToString();
        return version.Length == 0 || SandboxServer.Revisions.Contains(version)
            ? null
            : SandboxAnswers.UnsupportedVersion;
    }

    public static bool IsJson(HttpRequest request) => Mentions(request.ContentType ?? "", Json);

    private static bool Mentions(string header, string value) => header.Contains(value, StringComparison.OrdinalIgnoreCase);
}
