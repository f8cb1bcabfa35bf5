using System.Text;
using System.Text.Json.Nodes;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>The answer to <c>server/discover</c>, made of what the upstream said of itself when the pooled session was opened.</summary>
internal static class DiscoverAnswer
{
    /// <summary>The result, without what every result of the revision gets.</summary>
    /// <param name="initializeResult">The upstream's <c>initialize</c> result.</param>
    public static byte[] Result(ReadOnlyMemory<byte> initializeResult)
    {
        var said = JsonNode.Parse(initializeResult.Span) as JsonObject ?? [];
        var result = new JsonObject
        {
            ["supportedVersions"] = new JsonArray([.. SessionlessRules.Supported.Select(v => JsonValue.Create(v))]),
            ["capabilities"] = WithoutSessions(said["capabilities"] as JsonObject ?? []),
        };
        if (said["instructions"] is { } instructions) result["instructions"] = instructions.DeepClone();
        if (said["serverInfo"] is { } serverInfo) result["_meta"] = new JsonObject { [SessionlessMeta.ServerInfoKey] = serverInfo.DeepClone() };
        return Encoding.UTF8.GetBytes(result.ToJsonString());
    }

    /// <summary>Capabilities that need no session: nothing that tells of changes or logs, and no tasks, which this revision does not have.</summary>
    private static JsonObject WithoutSessions(JsonObject capabilities)
    {
        var kept = (JsonObject)capabilities.DeepClone();
        kept.Remove("logging");
        kept.Remove("tasks");
        foreach (var (_, capability) in kept)
        {
            if (capability is not JsonObject features) continue;
            features.Remove("listChanged");
            features.Remove("subscribe");
        }

        return kept;
    }
}
