using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>What a 2026-07-28 client says of itself in <c>params._meta</c> of every request, because there is no session to remember it.</summary>
/// <param name="Revision">Protocol version; null where it is not there.</param>
/// <param name="HasCapabilities">Client capabilities were given.</param>
/// <param name="Declared">What of them an upstream with sessions is told.</param>
/// <param name="LogLevel">Wanted log level; null for no logs.</param>
/// <param name="ProgressToken">As it stood there; empty for no progress.</param>
internal sealed record SessionlessMeta(string? Revision, bool HasCapabilities, DeclaredCapabilities Declared, string? LogLevel, byte[] ProgressToken)
{
    private static readonly byte[] RevisionKey = Encoding.UTF8.GetBytes(McpMetaKeys.Revision);
    private static readonly byte[] CapabilitiesKey = Encoding.UTF8.GetBytes(McpMetaKeys.ClientCapabilities);
    private static readonly byte[] LogLevelKey = Encoding.UTF8.GetBytes(McpMetaKeys.LogLevel);

    public static readonly SessionlessMeta None = new(null, false, DeclaredCapabilities.None, null, []);

    public static SessionlessMeta Of(McpMessage? message)
    {
        if (message is null || message.Parameters.IsEmpty) return None;
        using var parameters = JsonDocument.Parse(message.Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (parameters.RootElement.Member("_meta"u8) is not { ValueKind: JsonValueKind.Object } meta) return None;

        var capabilities = meta.Member(CapabilitiesKey) is { ValueKind: JsonValueKind.Object } declared ? declared : (JsonElement?)null;
        return new SessionlessMeta(
            JsonText.Of(meta, RevisionKey),
            capabilities is not null,
            capabilities is { } given ? DeclaredCapabilities.Read(given) : DeclaredCapabilities.None,
            JsonText.Of(meta, LogLevelKey),
            meta.Member("progressToken"u8) is { } token ? JsonMarshal.GetRawUtf8Value(token).ToArray() : []);
    }
}
