using System.Text;
using System.Text.Json;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;
using ModelContextProtocol.Protocol;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>What each of the gateway's own requests says before an upstream without sessions (revision 2026-07-28): in headers what the body says, in <c>_meta</c> what a session would remember.</summary>
internal static class SessionlessEnvelope
{
    /// <summary>Parameters with <c>_meta</c>. No capabilities are claimed, so that nothing is asked that nobody here could answer.</summary>
    /// <param name="parameters">A JSON object, or empty.</param>
    /// <param name="revision">Protocol revision.</param>
    public static ReadOnlyMemory<byte> WithMeta(ReadOnlySpan<byte> parameters, string revision)
    {
        var members = parameters.IsEmpty ? default : parameters[(parameters.IndexOf((byte)'{') + 1)..parameters.LastIndexOf((byte)'}')].Trim(" \t\r\n"u8);
        using var buffer = new PooledBuffer(members.Length + 256);
        buffer.Append("{"u8);
        buffer.Append(members);
        buffer.Append(members.IsEmpty ? "\"_meta\":{\""u8 : ",\"_meta\":{\""u8);
        buffer.Append(McpMetaKeys.Revision);
        buffer.Append($"\":\"{revision}\",\"{McpMetaKeys.ClientInfo}\":{GatewayInfo.Json},\"{McpMetaKeys.ClientCapabilities}\":{{}}}}}}");
        return buffer.Span.ToArray();
    }

    /// <summary>Headers that repeat the method, the name, and the arguments that the tool's schema wants repeated.</summary>
    /// <param name="method">JSON-RPC method.</param>
    /// <param name="tool">Name of the tool that is called, or null.</param>
    /// <param name="parameters">As they are sent; a JSON object or empty.</param>
    /// <param name="repeated">Arguments of the tool to repeat; null where none is known.</param>
    public static List<KeyValuePair<string, string>> Headers(string method, string? tool, ReadOnlyMemory<byte> parameters, IReadOnlyList<HeaderParameter>? repeated)
    {
        List<KeyValuePair<string, string>> headers = [new(McpHeaders.Method, method)];
        if (tool is not null && McpHeaderEncoder.EncodeValue(tool) is { } name) headers.Add(new(McpHeaders.Name, name));
        if (repeated is not { Count: > 0 } || parameters.IsEmpty) return headers;

        using var document = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = Wire.JsonRpcMessage.MaxDepth });
        foreach (var parameter in repeated)
        {
            if (document.RootElement.Member("arguments"u8) is { } arguments && parameter.ValueIn(arguments) is { } value && McpHeaderEncoder.ConvertToHeaderValue(value) is { } text)
                headers.Add(new(parameter.Header, text));
        }

        return headers;
    }
}
