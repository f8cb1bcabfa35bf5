using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>Looks at each message of the upstream as it passes: finds the answer, hides tools, masks the credential.</summary>
/// <param name="requestId">Id of the client's request as it stood there; empty where no answer is due.</param>
/// <param name="access">Which tools a list may show.</param>
/// <param name="scrubber">Masks the credential.</param>
/// <param name="onListed">Takes the tools of a list whose names alone do not tell whose they are; null where the list does not tell either.</param>
internal sealed class RelayInspector(ReadOnlyMemory<byte> requestId, ToolAccess access, SecretScrubber scrubber, Action<string>? onListed = null) : IStreamInspector
{
    public AuditOutcome? Answer { get; private set; }

    public bool IsDue => !requestId.IsEmpty && Answer is null;

    public ReadOnlyMemory<byte> Inspect(EventStreamReader events, out JsonRpcKind kind)
    {
        kind = JsonRpcKind.Malformed;
        if (events.Data.IsEmpty) return events.Block; // comments, and events that only carry an id for resumption
        return Inspect(events.Data.Span, out kind) is { } other ? EventStreamWriter.WithData(events.Block.Span, other) : events.Block;
    }

    /// <summary>What to pass on in place of the message; null passes it on as it came.</summary>
    /// <exception cref="UpstreamException">Not MCP, or an answer to something else.</exception>
    public byte[]? Inspect(ReadOnlySpan<byte> message, out JsonRpcKind kind)
    {
        var reply = JsonRpcMessage.Parse(message);
        kind = reply.Kind;
        if (kind == JsonRpcKind.Malformed) throw new UpstreamException(UpstreamFailure.InvalidResponse);
        if (kind is JsonRpcKind.Result or JsonRpcKind.Error) TakeAnswer(message, reply);

        var filtered = kind == JsonRpcKind.Result ? ToolListFilter.Filter(message, access, onListed) : null;
        var passed = filtered ?? message;
        return scrubber.IsIn(passed) ? scrubber.Scrub(passed) : filtered;
    }

    private void TakeAnswer(ReadOnlySpan<byte> message, JsonRpcMessage reply)
    {
        if (requestId.IsEmpty) return; // a resumed stream brings answers to requests of earlier exchanges
        if (Answer is not null || !JsonRpcId.Same(message[reply.Id], requestId.Span)) throw new UpstreamException(UpstreamFailure.ProtocolError);
        Answer = reply.Outcome;
    }
}
