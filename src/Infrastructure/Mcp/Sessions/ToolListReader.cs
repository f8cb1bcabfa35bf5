using System.Runtime.InteropServices;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>Reads all pages of <c>tools/list</c> on one session, keeping each tool's bytes.</summary>
internal static class ToolListReader
{
    /// <summary>More tools than any model can be shown; an upstream that pages for ever stops here.</summary>
    private const int MaxTools = 10_000;

    /// <exception cref="UpstreamException">The upstream failed, or what it said is no list of tools.</exception>
    public static async Task<IReadOnlyList<ToolDefinition>> ReadAllAsync(UpstreamSession session, CancellationToken cancellationToken)
    {
        var tools = new List<ToolDefinition>();
        string? cursor = null;
        do
        {
            using var answer = await session.RequestAsync(McpMethods.ToolsList, tool: null, Parameters(cursor), cancellationToken);
            if (answer.Reply.Kind == JsonRpcKind.Error)
            {
                // An integration without tools: the upstream has no such method then.
                return answer.Reply.ErrorCode == JsonRpcCodes.MethodNotFound ? [] : throw new UpstreamException(UpstreamFailure.Error);
            }

            var next = ReadPage(answer.Result.ToArray(), tools);
            if (tools.Count > MaxTools || (next is not null && next == cursor)) throw new UpstreamException(UpstreamFailure.ProtocolError);
            cursor = next;
        }
        while (cursor is not null);

        return tools;
    }

    private static ReadOnlyMemory<byte> Parameters(string? cursor) => cursor is null ? default : JsonSerializer.SerializeToUtf8Bytes(new { cursor });

    private static string? ReadPage(byte[] result, List<ToolDefinition> tools)
    {
        using var page = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (page.RootElement.ValueKind != JsonValueKind.Object || !page.RootElement.TryGetProperty("tools", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new UpstreamException(UpstreamFailure.InvalidResponse);

        foreach (var tool in list.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
                throw new UpstreamException(UpstreamFailure.InvalidResponse);
            tools.Add(new ToolDefinition(name.GetString()!, JsonMarshal.GetRawUtf8Value(tool).ToArray()));
        }

        return page.RootElement.TryGetProperty("nextCursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
    }
}
