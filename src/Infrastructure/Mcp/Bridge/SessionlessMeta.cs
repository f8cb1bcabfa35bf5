using System.Runtime.InteropServices;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>What a 2026-07-28 client says of itself in <c>params._meta</c> of every request, because there is no session to remember it.</summary>
/// <param name="Revision">Protocol version; null where it is not there.</param>
/// <param name="HasCapabilities">Client capabilities were given.</param>
/// <param name="LogLevel">Wanted log level; null for no logs.</param>
/// <param name="ProgressToken">As it stood there; empty for no progress.</param>
internal sealed record SessionlessMeta(string? Revision, bool HasCapabilities, string? LogLevel, byte[] ProgressToken)
{
    public const string RevisionKey = "io.modelcontextprotocol/protocolVersion";
    public const string ClientInfoKey = "io.modelcontextprotocol/clientInfo";
    public const string CapabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
    public const string LogLevelKey = "io.modelcontextprotocol/logLevel";
    public const string ServerInfoKey = "io.modelcontextprotocol/serverInfo";
    public const string SubscriptionIdKey = "io.modelcontextprotocol/subscriptionId";

    public static readonly SessionlessMeta None = new(null, false, null, []);

    /// <summary>True for one of the keys that only this revision knows, and no older upstream should see.</summary>
    public static bool IsOurs(string key) => key is RevisionKey or ClientInfoKey or CapabilitiesKey or LogLevelKey;

    public static SessionlessMeta Of(McpMessage? message)
    {
        if (message is null || message.Parameters.IsEmpty) return None;
        using var parameters = JsonDocument.Parse(message.Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (parameters.RootElement.ValueKind != JsonValueKind.Object
            || !parameters.RootElement.TryGetProperty("_meta", out var meta)
            || meta.ValueKind != JsonValueKind.Object)
            return None;

        return new SessionlessMeta(
            TextOf(meta, RevisionKey),
            meta.TryGetProperty(CapabilitiesKey, out var capabilities) && capabilities.ValueKind == JsonValueKind.Object,
            TextOf(meta, LogLevelKey),
            meta.TryGetProperty("progressToken", out var token) ? JsonMarshal.GetRawUtf8Value(token).ToArray() : []);
    }

    private static string? TextOf(JsonElement meta, string key) =>
        meta.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
