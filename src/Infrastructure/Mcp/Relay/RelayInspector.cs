using McpService.Application.Errors;
using McpService.Application.Mcp;
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
    /// <summary>The method of a request that is forwarded between two who know no sessions; else null.</summary>
    public string? ForwardedMethod { get; init; }

    /// <summary>Takes note of the list of tools that is answered; null for any other answer.</summary>
    public RepeatedArguments? Repeated { get; init; }

    public AuditOutcome? Answer { get; private set; }

    /// <summary>Code of the error that was the answer; 0 for any other.</summary>
    public int ErrorCode { get; private set; }

    public bool IsDue => !requestId.IsEmpty && Answer is null;

    public ReadOnlyMemory<byte> Inspect(EventStreamReader events, out JsonRpcKind kind)
    {
        kind = JsonRpcKind.Malformed;
        var block = events.Block;

        // Comments, events that only carry an id for resumption, and those of other names pass as they are.
        if (events is { IsMessage: true, Data.IsEmpty: false } && Rewrite(events.Data.Span, out kind) is { } other) block = EventStreamWriter.WithData(block.Span, other);
        return scrubber.ScrubBlock(block.Span, events.IsMessage) ?? block;
    }

    /// <summary>What to pass on in place of a message that is a whole body; null passes it on as it came.</summary>
    /// <exception cref="UpstreamException">Not MCP, or an answer to something else.</exception>
    public byte[]? Inspect(ReadOnlySpan<byte> message)
    {
        var other = Rewrite(message, out _);
        return scrubber.Scrub(other ?? message) ?? other;
    }

    private byte[]? Rewrite(ReadOnlySpan<byte> message, out JsonRpcKind kind)
    {
        var reply = JsonRpcMessage.Parse(message);
        kind = reply.Kind;
        if (kind == JsonRpcKind.Malformed) throw new UpstreamException(UpstreamFailure.InvalidResponse);
        if (kind is not (JsonRpcKind.Result or JsonRpcKind.Error)) return null;

        var answered = requestId.IsEmpty ? null : TakeAnswer(message, reply);
        return kind == JsonRpcKind.Result ? RewriteResult(answered ?? message) ?? answered : answered;
    }

    private byte[]? RewriteResult(ReadOnlySpan<byte> message)
    {
        Repeated?.Learn(message);
        var filtered = ToolListFilter.Filter(message, access, onListed);
        return CacheScope.MakePrivate(filtered ?? message, McpMethods.IsCacheable(ForwardedMethod)) ?? filtered;
    }

    /// <summary>The answer with the client's id as the client wrote it; null where the upstream wrote it so, too.</summary>
    /// <remarks>A stream without a request of its own, resumed, brings answers to those of earlier exchanges: they pass.</remarks>
    private byte[]? TakeAnswer(ReadOnlySpan<byte> message, JsonRpcMessage reply)
    {
        if (Answer is not null || !reply.Answers(message, requestId.Span)) throw new UpstreamException(UpstreamFailure.ProtocolError);
        (Answer, ErrorCode) = (reply.Outcome, reply.ErrorCode);
        var id = message[reply.Id];
        return id.SequenceEqual(requestId.Span) ? null : [.. message[..reply.Id.Start.Value], .. requestId.Span, .. message[reply.Id.End.Value..]];
    }
}
