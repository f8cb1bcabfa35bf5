using System.Buffers;
using System.IO.Pipelines;
using McpService.Application.Idempotency;
using McpService.Application.Upstream;
using McpService.WebApi.Bodies;

namespace McpService.WebApi.Tools;

/// <summary>Writes what the upstream gave, as the bytes it gave.</summary>
internal static class ToolAnswer
{
    private const string ContentType = "application/json; charset=utf-8";
    private const int MaxUnflushed = 64 * 1024; // beyond, it goes out as the client takes it

    /// <summary>The tool result, with <c>isError</c> written out where the upstream left it out.</summary>
    public static async Task WriteAsync(HttpResponse response, ToolResult result, CancellationToken cancellationToken)
    {
        if (result.IsReplayed) response.Headers[IdempotencyHeaders.Replayed] = "true";
        if (result.IsError is not null)
        {
            Announce(response, result.Json.Length);
            await ResponsePieces.WriteAsync(response, result.Json, cancellationToken);
            await response.BodyWriter.FlushAsync(cancellationToken);
            return;
        }

        var (head, insertion) = Splice(result.Json);
        Announce(response, head.Length + insertion.Length);
        await ResponsePieces.WriteAsync(response, head, cancellationToken);
        response.BodyWriter.Write(insertion.Span);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Every tool, each definition as it came.</summary>
    public static async Task WriteAsync(HttpResponse response, IReadOnlyList<ToolDefinition> tools, CancellationToken cancellationToken)
    {
        const int Separators = 1;
        Announce(response, "{\"tools\":[".Length + tools.Sum(t => t.Json.Length + Separators) - (tools.Count > 0 ? Separators : 0) + "]}".Length);
        await response.StartAsync(cancellationToken);
        await WriteToolsAsync(response.BodyWriter, tools, cancellationToken);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>What to send of an object without <c>isError</c>, and what to send after it.</summary>
    internal static (ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Insertion) Splice(ReadOnlyMemory<byte> json)
    {
        var head = json[..json.Span.LastIndexOf((byte)'}')];
        var isEmpty = head.Span.TrimEnd(" \t\r\n"u8).EndsWith("{"u8);
        return (head, isEmpty ? OnlyMember : LastMember);
    }

    private static readonly ReadOnlyMemory<byte> OnlyMember = "\"isError\":false}"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> LastMember = ",\"isError\":false}"u8.ToArray();

    private static void Announce(HttpResponse response, long length)
    {
        response.ContentType = ContentType;
        response.ContentLength = length;
    }

    private static async ValueTask WriteToolsAsync(PipeWriter body, IReadOnlyList<ToolDefinition> tools, CancellationToken cancellationToken)
    {
        body.Write("{\"tools\":["u8);
        for (var i = 0; i < tools.Count; i++)
        {
            if (i > 0) body.Write(","u8);
            body.Write(tools[i].Json.Span);
            if (body.UnflushedBytes > MaxUnflushed) await body.FlushAsync(cancellationToken);
        }

        body.Write("]}"u8);
    }
}
