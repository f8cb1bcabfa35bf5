using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>The answer to <c>initialize</c>, made of what the upstream says on <c>server/discover</c>.</summary>
internal static class InitializeAnswer
{
    private static readonly byte[] ServerInfoKey = Encoding.UTF8.GetBytes(McpMetaKeys.ServerInfo);

    /// <param name="id">Of the client's request.</param>
    /// <param name="revision">What is agreed.</param>
    /// <param name="discovered">The upstream's result.</param>
    public static byte[] Write(ReadOnlySpan<byte> id, string revision, ReadOnlyMemory<byte> discovered)
    {
        using var document = JsonDocument.Parse(discovered, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var said = document.RootElement;
        using var answer = new RawObject(discovered.Length + 256);
        answer.Add("jsonrpc"u8, "\"2.0\""u8);
        answer.Add("id"u8, id);
        answer.Begin("result"u8);
        answer.Add("protocolVersion"u8, JsonRpcWriter.Quote(revision));
        answer.Add("capabilities"u8, Raw(said.Member("capabilities"u8), "{}"u8));
        answer.Add("serverInfo"u8, Raw(said.Member("_meta"u8)?.Member(ServerInfoKey) ?? said.Member("serverInfo"u8), """{"name":"upstream","version":"0"}"""u8));
        if (said.Member("instructions"u8) is { ValueKind: JsonValueKind.String } instructions) answer.Add("instructions"u8, JsonMarshal.GetRawUtf8Value(instructions));
        answer.EndInner();
        return answer.End().ToArray();
    }

    /// <summary>What the upstream says it can do.</summary>
    /// <param name="discovered">The upstream's result.</param>
    /// <param name="capability">As <c>resources</c>.</param>
    /// <param name="feature">As <c>subscribe</c>; empty where the capability alone says it.</param>
    public static bool Has(ReadOnlyMemory<byte> discovered, ReadOnlySpan<byte> capability, ReadOnlySpan<byte> feature)
    {
        using var document = JsonDocument.Parse(discovered, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (document.RootElement.Member("capabilities"u8)?.Member(capability) is not { ValueKind: JsonValueKind.Object } found) return false;
        return feature.IsEmpty || found.Member(feature) is { ValueKind: JsonValueKind.True };
    }

    private static ReadOnlySpan<byte> Raw(JsonElement? value, ReadOnlySpan<byte> otherwise) => value is { ValueKind: JsonValueKind.Object } given ? JsonMarshal.GetRawUtf8Value(given) : otherwise;
}
