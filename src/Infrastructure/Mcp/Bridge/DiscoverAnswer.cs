using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>The answer to <c>server/discover</c>, made of what the upstream said of itself when the pooled session was opened.</summary>
internal static class DiscoverAnswer
{
    private static readonly byte[] ServerInfoKey = Encoding.UTF8.GetBytes(McpMetaKeys.ServerInfo);
    private static readonly byte[] Supported = JsonSerializer.SerializeToUtf8Bytes(SessionlessRules.Supported);

    /// <summary>The result, without what every result of the revision gets.</summary>
    /// <param name="initializeResult">The upstream's <c>initialize</c> result.</param>
    /// <param name="keepsSessions">It gives session ids, and so can tell a listener of changes.</param>
    public static byte[] Result(ReadOnlyMemory<byte> initializeResult, bool keepsSessions)
    {
        using var document = JsonDocument.Parse(initializeResult, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var said = document.RootElement;
        using var result = new RawObject(initializeResult.Length + 256);
        result.Add("supportedVersions"u8, Supported);
        AddCapabilities(result, said.Member("capabilities"u8), keepsSessions);
        if (said.Member("instructions"u8) is { } instructions) result.Add("instructions"u8, JsonMarshal.GetRawUtf8Value(instructions));
        if (said.Member("serverInfo"u8) is { } serverInfo)
        {
            using var meta = new RawObject(256);
            meta.Add(ServerInfoKey, JsonMarshal.GetRawUtf8Value(serverInfo));
            result.Add("_meta"u8, meta.End());
        }

        return result.End().ToArray();
    }

    /// <summary>Capabilities that the bridge serves: no tasks, which this revision does not have, and no level of logs for a session. Of changes a listener is told.</summary>
    private static void AddCapabilities(RawObject result, JsonElement? capabilities, bool keepsSessions)
    {
        using var kept = new RawObject(256);
        if (capabilities is { ValueKind: JsonValueKind.Object } all)
        {
            foreach (var capability in all.EnumerateObject())
            {
                if (!RawObject.IsNamed(capability, "logging"u8) && !RawObject.IsNamed(capability, "tasks"u8)) AddCapability(kept, capability, keepsSessions);
            }
        }

        result.Add("capabilities"u8, kept.End());
    }

    private static void AddCapability(RawObject kept, JsonProperty capability, bool keepsSessions)
    {
        if (keepsSessions || capability.Value.ValueKind != JsonValueKind.Object)
        {
            kept.Add(capability);
            return;
        }

        using var features = new RawObject(64);
        foreach (var feature in capability.Value.EnumerateObject())
        {
            if (!RawObject.IsNamed(feature, "listChanged"u8) && !RawObject.IsNamed(feature, "subscribe"u8)) features.Add(feature);
        }

        kept.Add(JsonMarshal.GetRawUtf8PropertyName(capability), features.End());
    }
}
