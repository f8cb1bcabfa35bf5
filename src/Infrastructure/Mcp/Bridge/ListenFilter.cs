using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>What a listener is told of (2026-07-28, "Subscriptions"): what it asks for, what an upstream can tell, and what is really served.</summary>
/// <param name="Tools">The list of tools changed.</param>
/// <param name="Prompts">The list of prompts changed.</param>
/// <param name="Resources">The list of resources changed.</param>
/// <param name="Uris">Resources that changed.</param>
internal sealed record ListenFilter(bool Tools, bool Prompts, bool Resources, IReadOnlyList<string> Uris)
{
    /// <summary>Resources that one listener may subscribe to; each is a request to the upstream. Those beyond are not acknowledged.</summary>
    public const int MaxUris = 100;

    public static readonly ListenFilter None = new(false, false, false, []);

    public bool IsEmpty => !Tools && !Prompts && !Resources && Uris.Count == 0;

    /// <summary>What the request asks for.</summary>
    public static ListenFilter Of(McpMessage message)
    {
        if (message.Parameters.IsEmpty) return None;
        using var parameters = JsonDocument.Parse(message.Parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        return parameters.RootElement.Member("notifications"u8) is { ValueKind: JsonValueKind.Object } asked
            ? new ListenFilter(IsTrue(asked, "toolsListChanged"u8), IsTrue(asked, "promptsListChanged"u8), IsTrue(asked, "resourcesListChanged"u8), UrisOf(asked))
            : None;
    }

    /// <summary>What of it an upstream can tell that said this on <c>initialize</c>.</summary>
    public ListenFilter Within(ReadOnlyMemory<byte> initializeResult)
    {
        using var document = JsonDocument.Parse(initializeResult, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (document.RootElement.Member("capabilities"u8) is not { ValueKind: JsonValueKind.Object } can) return None;
        return new ListenFilter(
            Tools && Can(can, "tools"u8, "listChanged"u8),
            Prompts && Can(can, "prompts"u8, "listChanged"u8),
            Resources && Can(can, "resources"u8, "listChanged"u8),
            Can(can, "resources"u8, "subscribe"u8) ? Uris : []);
    }

    /// <summary>Whether its listener is told of a notification.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="parameters">Its <c>params</c>; empty for none.</param>
    public bool Accepts(string? method, ReadOnlyMemory<byte> parameters) => method switch
    {
        McpMethods.ToolsChanged => Tools,
        McpMethods.PromptsChanged => Prompts,
        McpMethods.ResourcesChanged => Resources,
        McpMethods.ResourceUpdated => UriOf(parameters) is { } uri && Uris.Any(asked => IsAt(uri, asked)),
        _ => false,
    };

    /// <summary>As the acknowledgement says it: a kind that is not served is not named.</summary>
    public string ToJson()
    {
        List<string> members = [];
        if (Tools) members.Add("\"toolsListChanged\":true");
        if (Prompts) members.Add("\"promptsListChanged\":true");
        if (Resources) members.Add("\"resourcesListChanged\":true");
        if (Uris.Count > 0) members.Add($"\"resourceSubscriptions\":[{string.Join(',', Uris.Select(uri => JsonSerializer.Serialize(uri)))}]");
        return $"{{{string.Join(',', members)}}}";
    }

    /// <summary>A subscription may stand for what lies below it: "This might be a sub-resource of the one that the client actually subscribed to" (schema of the notification).</summary>
    private static bool IsAt(string uri, string asked) =>
        uri.StartsWith(asked, StringComparison.Ordinal) && (uri.Length == asked.Length || asked.EndsWith('/') || uri[asked.Length] is '/' or '?' or '#');

    private static bool IsTrue(JsonElement asked, ReadOnlySpan<byte> name) => asked.Member(name) is { ValueKind: JsonValueKind.True };

    private static bool Can(JsonElement capabilities, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> feature) =>
        capabilities.Member(kind) is { ValueKind: JsonValueKind.Object } features && IsTrue(features, feature);

    private static List<string> UrisOf(JsonElement asked)
    {
        if (asked.Member("resourceSubscriptions"u8) is not { ValueKind: JsonValueKind.Array } uris) return [];
        return [.. uris.EnumerateArray().Select(JsonText.Of).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxUris)];
    }

    private static string? UriOf(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.IsEmpty) return null;
        using var document = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        return JsonText.Of(document.RootElement, "uri"u8);
    }
}
