using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>
/// A listening stream that is the client's before it is the upstream's: some servers send their headers with the first event, and until then
/// the client would not know that it is connected.
/// </summary>
/// <param name="opening">The upstream's stream on its way.</param>
/// <param name="place">The stream's place in the account.</param>
/// <param name="cancel">Ends the opening; goes with the reply.</param>
/// <param name="time">Clock.</param>
/// <param name="errorOf">Answers the request that waits on the stream with an error; null where none does, as on a GET.</param>
internal sealed class LateReply(Task<McpReply> opening, TenantStream place, CancellationTokenSource cancel, TimeProvider time, Func<Exception, byte[]>? errorOf) : McpReply
{
    private McpReply? _rest;
    private bool _isOver;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isOver)
        {
            End(AuditOutcome.Cancelled);
            return default;
        }

        if (_rest is not null) return await ReadRestAsync(_rest, cancellationToken);

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(place.Ended, cancellationToken);
        try
        {
            _rest = await WaitAsync(ends.Token);
        }
        catch (TimeoutException)
        {
            return KeepAlive.Comment;
        }
        catch (OperationCanceledException) when (place.Ended.IsCancellationRequested)
        {
            _isOver = true;
            return place.MayComeBack ? KeepAlive.ComeBack : default;
        }
        catch (Exception refusal) when (refusal is McpException or UpstreamException)
        {
            // What the client took for its stream ends: with an error where a request waits on it, else cut off, and its next request learns why.
            _isOver = true;
            var (audit, code) = refusal is UpstreamException { Failure: var failure } ? (failure.Audit, failure.Code) : (AuditOutcome.Failed, null);
            if (errorOf is not null) return EndWith(EventStreamWriter.Message(errorOf(refusal)), audit, code);
            End(audit, code);
            throw;
        }

        if (_rest is null) return KeepAlive.Comment;
        _rest.OnEnded(End);
        return await ReadRestAsync(_rest, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        End(errorOf is null ? AuditOutcome.Success : AuditOutcome.Cancelled);
        await cancel.CancelAsync();
        if (_rest is not null) await _rest.DisposeAsync();
        else await opening.ContinueWith(DiscardAsync, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();
        place.Dispose();
        cancel.Dispose();
    }

    private static async Task DiscardAsync(Task<McpReply> opening)
    {
        if (opening.IsCompletedSuccessfully) await (await opening).DisposeAsync();
    }

    /// <summary>What the upstream says at last; null where it says that it has no stream, and so never speaks first.</summary>
    private async Task<McpReply?> WaitAsync(CancellationToken cancellationToken)
    {
        var reply = await opening.WaitAsync(KeepAlive.Interval, time, cancellationToken);
        if (reply.ContentType == McpMediaTypes.EventStream || errorOf is not null) return reply;
        await Task.Delay(KeepAlive.Interval, time, cancellationToken);
        return null;
    }

    /// <summary>The client was promised events; single messages come as such.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> ReadRestAsync(McpReply rest, CancellationToken cancellationToken)
    {
        var bytes = await rest.ReadAsync(cancellationToken);
        return bytes.IsEmpty || rest.ContentType == McpMediaTypes.EventStream ? bytes : EventStreamWriter.Message(bytes.Span.TrimEnd((byte)'\n'));
    }
}
