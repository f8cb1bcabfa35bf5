using System.Runtime.InteropServices;
using System.Text.Json;
using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>Reads all pages of <c>tools/list</c> on one session, keeping each tool's bytes.</summary>
internal sealed class ToolListReader(UpstreamSession session)
{
    /// <summary>More tools than any model can be shown; an upstream that pages for ever stops here.</summary>
    private const int MaxTools = 10_000;

    private const int MaxPages = 1000;
    private const int MaxCursorLength = 16 * 1024;
    private const int MaxTotalBytes = 4 * Bounds.Answer;

    private readonly List<ToolDefinition> _tools = [];
    private readonly HashSet<string> _asked = [];
    private bool _isDoubtful;
    private int _bytes;

    /// <exception cref="UpstreamException">The upstream failed, or what it said is no list of tools.</exception>
    public async Task<ToolList> ReadAllAsync(CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            using var answer = await session.RequestAsync(McpMethods.ToolsList, Parameters(cursor), cancellationToken);
            if (answer.Reply.Kind == JsonRpcKind.Error)
            {
                // An integration without tools: the upstream has no such method then.
                if (answer.Reply.ErrorCode == JsonRpcCodes.MethodNotFound) break;
                throw RpcFailures.Of(UpstreamFailure.Error, answer.Reply, session.Scrubber);
            }

            cursor = ReadPage(session.Scrubber.Scrub(answer.Result.Span) ?? answer.Result.ToArray());
        }
        while (cursor is not null && MayAsk(cursor));

        return new ToolList(_tools, !_isDoubtful);
    }

    private static ReadOnlyMemory<byte> Parameters(string? cursor) => cursor is null ? default : JsonSerializer.SerializeToUtf8Bytes(new { cursor });

    /// <summary>A cursor that says nothing, one that was asked for before, or one too many ends the list: what was listed counts, and there may be more.</summary>
    private bool MayAsk(string cursor)
    {
        var may = cursor.Length is > 0 and <= MaxCursorLength && _asked.Add(cursor) && _asked.Count < MaxPages && _tools.Count < MaxTools && _bytes < MaxTotalBytes;
        _isDoubtful |= !may;
        return may;
    }

    private string? ReadPage(byte[] result)
    {
        _bytes += result.Length;
        using var page = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (page.RootElement.Member("tools"u8) is not { ValueKind: JsonValueKind.Array } list) throw new UpstreamException(UpstreamFailure.InvalidResponse);
        foreach (var tool in list.EnumerateArray())
        {
            if (_tools.Count < MaxTools && JsonText.Of(tool, "name"u8) is { } name) _tools.Add(new ToolDefinition(name, JsonMarshal.GetRawUtf8Value(tool).ToArray()));
            else _isDoubtful = true;
        }

        return JsonText.Of(page.RootElement, "nextCursor"u8);
    }
}
