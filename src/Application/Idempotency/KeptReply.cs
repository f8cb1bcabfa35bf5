using System.Text.Json;
using McpService.Application.Mcp;

namespace McpService.Application.Idempotency;

/// <summary>A stream that answers a call with a key: passes as it comes, and its answer is kept.</summary>
internal sealed class KeptReply : McpReply
{
    // What stands around a result in a message and in an event, generously.
    private const int Envelope = 8 * 1024;

    private readonly McpReply _reply;
    private readonly KeyedCall _keyed;

    private KeptReply(McpReply reply, KeyedCall keyed)
    {
        (_reply, _keyed) = (reply, keyed);
        reply.OnEnded((outcome, code) =>
        {
            IsParked = reply.IsParked;
            End(outcome, code);
        });
    }

    /// <summary>The reply, from which the call's answer is kept.</summary>
    public static McpReply Of(McpReply reply, KeyedCall keyed)
    {
        if (reply is WholeReply whole)
        {
            Look(whole.Body.Span, keyed);
            return reply;
        }

        return new KeptReply(reply, keyed) { Status = reply.Status, ContentType = reply.ContentType, Ticket = reply.Ticket, TicketEndsAt = reply.TicketEndsAt };
    }

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var bytes = await _reply.ReadAsync(cancellationToken);
        if (bytes.Length is > 0 and < Bounds.KeptResult + Envelope) Look(ContentType == McpMediaTypes.EventStream ? DataOf(bytes.Span) : bytes.Span, _keyed);
        return bytes;
    }

    public override ValueTask DisposeAsync() => _reply.DisposeAsync();

    private static void Look(ReadOnlySpan<byte> message, KeyedCall keyed)
    {
        if (message.IsEmpty) return;
        try
        {
            var (result, error) = ResultJson.PartsOf(message);
            if (result is { } kept) keyed.Keep(message[kept]);
            if (error is JsonRpcCodes.InvalidParams or JsonRpcCodes.MethodNotFound or JsonRpcCodes.MissingCapability or JsonRpcCodes.UrlElicitationRequired) keyed.Refused();
        }
        catch (JsonException)
        {
            // An event that is no message, or a body that passes with an error's status: nothing to keep.
        }
    }

    /// <summary>The data of one event, whose lines end with LF where it holds a message.</summary>
    private static byte[] DataOf(ReadOnlySpan<byte> block)
    {
        var data = new List<byte>();
        foreach (var range in block.SplitAny((byte)'\n', (byte)'\r'))
        {
            if (!block[range].StartsWith("data:"u8)) continue;
            if (data.Count > 0) data.Add((byte)'\n');
            data.AddRange(block[range]["data:".Length..]);
        }

        return [.. data];
    }
}
