using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>What a JSON-RPC error of the upstream becomes for those who do not speak JSON-RPC: a row of the failure table, with the upstream's reason.</summary>
internal static class RpcFailures
{
    private const int MaxElicitations = 10;
    private const int MaxUrlLength = 1000;

    /// <summary>An error in answer to a tool call.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="error">It, parsed.</param>
    /// <param name="scrubber">Keeps the tenant's secrets out of the reason.</param>
    /// <param name="otherwise">The row for a code that has none of its own.</param>
    public static UpstreamException OfCall(ReadOnlyMemory<byte> message, JsonRpcMessage error, SecretScrubber scrubber, UpstreamFailure otherwise) => error.ErrorCode switch
    {
        JsonRpcCodes.InvalidParams => new UpstreamException(UpstreamFailure.InvalidParams, Cleaned(error, scrubber)),
        JsonRpcCodes.MethodNotFound => Of(UpstreamFailure.ToolGone, error, scrubber),
        JsonRpcCodes.MissingCapability => Of(UpstreamFailure.InputRequired, error, scrubber),
        JsonRpcCodes.UrlElicitationRequired => new UpstreamException(UpstreamFailure.UrlElicitationRequired, Reason(UpstreamFailure.UrlElicitationRequired, error, scrubber))
        {
            Elicitations = ReadElicitations(message[error.Details], scrubber),
        },
        _ => Of(otherwise, error, scrubber),
    };

    /// <summary>An error in answer to anything else.</summary>
    public static UpstreamException Of(UpstreamFailure failure, JsonRpcMessage error, SecretScrubber scrubber) => new(failure, Reason(failure, error, scrubber));

    private static string? Reason(UpstreamFailure failure, JsonRpcMessage error, SecretScrubber scrubber) =>
        Cleaned(error, scrubber) is { } said ? $"{failure.Message} The server says: {said}" : null;

    private static string? Cleaned(JsonRpcMessage error, SecretScrubber scrubber) =>
        error.ErrorMessage is { } text && scrubber.Clean(text) is { Length: > 0 } clean ? clean : null;

    private static List<UrlElicitation> ReadElicitations(ReadOnlyMemory<byte> error, SecretScrubber scrubber)
    {
        using var document = JsonDocument.Parse(error, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var listed = document.RootElement.Member("data"u8)?.Member("elicitations"u8);
        if (listed is not { ValueKind: JsonValueKind.Array } elicitations) return [];

        var read = new List<UrlElicitation>();
        foreach (var elicitation in elicitations.EnumerateArray().Take(MaxElicitations))
        {
            if (JsonText.Of(elicitation, "url"u8) is not { } url || !IsAddress(url)) continue;
            read.Add(new UrlElicitation(scrubber.Clean(url), Cleaned(elicitation, "message"u8, scrubber), Cleaned(elicitation, "elicitationId"u8, scrubber)));
        }

        return read;
    }

    private static string? Cleaned(JsonElement parent, ReadOnlySpan<byte> name, SecretScrubber scrubber) => JsonText.Of(parent, name) is { } text ? scrubber.Clean(text) : null;

    private static bool IsAddress(string url) => url.Length <= MaxUrlLength && Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
