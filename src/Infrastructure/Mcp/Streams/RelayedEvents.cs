using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>An event stream on its way from the upstream to a client, one event at a time.</summary>
/// <param name="response">The upstream's answer; its body is the stream.</param>
/// <param name="events">Splits it.</param>
/// <param name="inspector">Says what of each event the client gets.</param>
/// <param name="registration">Ends the stream when the tenant may no longer have it.</param>
/// <param name="patience">How long an answer that is due is waited for.</param>
/// <param name="time">Clock.</param>
/// <param name="asked">The request that is answered, with an error of the gateway where it comes to that; null for a stream that waits, which does not hold on to what it came with.</param>
/// <param name="isResumable">The client can ask for what it missed from the last event that had an id.</param>
/// <param name="abandoned">Called when the client leaves before its answer came; null where that means nothing to the upstream.</param>
internal sealed class RelayedEvents(
    UpstreamResponse response,
    EventStreamReader events,
    IStreamInspector inspector,
    TenantStream registration,
    Patience patience,
    TimeProvider time,
    McpExchange? asked,
    bool isResumable,
    Action? abandoned = null) : McpReply
{
    private HeldCopy? _copy; // nearly always the event itself is sent
    private Task<bool>? _pending;
    private bool _canResume;
    private bool _done;
    private Action? _disposed;

    /// <summary>Asks to be told when the stream is over and nothing of it is used any more.</summary>
    public void OnDisposed(Action disposed) => _disposed = disposed;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        IsDelivered |= inspector.Answer is not null;
        _copy?.Dispose();
        if (_done) return Over();
        try
        {
            while (true)
            {
                _pending ??= events.ReadAsync(registration.Ended).AsTask();
                if (!_pending.IsCompleted) await ((Task)_pending).WaitAsync(NextLook, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!_pending.IsCompleted)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (IsAnswered) return Finish();
                    return inspector.IsDue && patience.IsOver ? GiveUp() : KeepAlive.Comment;
                }

                var isEvent = await _pending;
                _pending = null;
                if (!isEvent) return Finish();
                if (Pass() is not { IsEmpty: false } passed) continue;
                _canResume |= isResumable && events.HasId;
                return events.Holds(passed.Span) || MayHold(passed.Length) ? passed : Lose();
            }
        }
        catch (UpstreamException e) when (!_done)
        {
            return IsAnswered ? Finish(e.Failure.Code) : Fail(e.Failure);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return Disconnected();
        }
        catch (OperationCanceledException) when (registration.Ended.IsCancellationRequested)
        {
            return inspector.IsDue && registration.IsAnswer ? BreakOff(UpstreamFailure.Disconnected) : EndByGateway();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (inspector.IsDue && !_done) abandoned?.Invoke();
        End(Ending);
        if (_pending is not null || !registration.IsAnswer) await registration.StopAsync(); // which hands over to another thread, and nobody reads a stream that was read to its end
        response.Dispose();
        if (_pending is not null) await _pending.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        events.Dispose();
        _copy?.Dispose();
        registration.Dispose();
        _disposed?.Invoke();
    }

    private byte[] ErrorEvent(UpstreamFailure failure) =>
        EventStreamWriter.Message(JsonRpcError.Write(asked ?? throw new InvalidOperationException("There is no request to answer."), failure));

    /// <summary>How it ends where nobody reads on.</summary>
    private AuditOutcome Ending => inspector.Answer ?? (inspector.IsDue ? AuditOutcome.Cancelled : AuditOutcome.Success);

    private bool IsAnswered => inspector.Answer is not null;

    /// <summary>How long to wait for the next event before the client hears of it.</summary>
    private TimeSpan NextLook => IsAnswered ? StreamEnd.Grace : inspector.IsDue ? patience.NextLook : KeepAlive.Interval;

    private ReadOnlyMemory<byte> Pass()
    {
        var passed = inspector.Inspect(events, out var kind);
        if (kind == JsonRpcKind.Malformed) return passed;
        if (inspector.Answer is not null) events.StopResuming();
        if (kind == JsonRpcKind.Request) patience.Asked(events.Data.Span);
        patience.Spoken();
        return passed;
    }

    /// <summary>What is sent in place of the event is held, and not the event beside it.</summary>
    private bool MayHold(int copied)
    {
        events.Forget();
        return (_copy ??= new HeldCopy(response.Budget)).TryTake(copied);
    }

    /// <summary>The answer came and cannot be held: its client is told so in its place.</summary>
    private ReadOnlyMemory<byte> Lose()
    {
        if (!inspector.IsDue && !IsAnswered) return BreakOff(UpstreamFailure.Overloaded);
        _done = true;
        return EndWith(ErrorEvent(UpstreamFailure.Overloaded), UpstreamFailure.Overloaded.Audit, UpstreamFailure.Overloaded.Code);
    }

    private ReadOnlyMemory<byte> GiveUp()
    {
        abandoned?.Invoke();
        return Fail(UpstreamFailure.Timeout);
    }

    /// <summary>An upstream may end a stream before the answer and let the client come back for it (SEP-1699); how the call ended is then not seen here.</summary>
    /// <param name="code">What broke the stream off behind the answer, which it cannot take away any more; else null.</param>
    private ReadOnlyMemory<byte> Finish(string? code = null)
    {
        if (inspector.IsDue && !_canResume) return Disconnected();
        _done = true;
        End(inspector.Answer ?? (inspector.IsDue ? AuditOutcome.Unknown : AuditOutcome.Success), code);
        return default;
    }

    /// <summary>What the stream hangs on is gone; or this process is going, and the client is told to come back.</summary>
    private ReadOnlyMemory<byte> EndByGateway()
    {
        _done = true;
        End(Ending);
        return registration.MayComeBack ? KeepAlive.ComeBack : default;
    }

    /// <summary>Answers the request in place of the upstream, whose stream is not read on.</summary>
    private ReadOnlyMemory<byte> Fail(UpstreamFailure failure)
    {
        if (!inspector.IsDue) return BreakOff(failure);
        _done = true;
        return EndWith(ErrorEvent(failure), failure.Audit, failure.Code);
    }

    private ReadOnlyMemory<byte> Over()
    {
        End(inspector.Answer ?? AuditOutcome.Success);
        return default;
    }

    /// <summary>A client that can resume is better cut off than answered: the answer may be waiting for it.</summary>
    private ReadOnlyMemory<byte> Disconnected() => IsAnswered ? Finish() : _canResume ? BreakOff(UpstreamFailure.Disconnected) : Fail(UpstreamFailure.Disconnected);

    /// <summary>No clean end that was none: the client's connection is cut, so that it can tell, and resume where the upstream lets it.</summary>
    private ReadOnlyMemory<byte> BreakOff(UpstreamFailure failure)
    {
        _done = true;
        End(inspector.Answer ?? failure.Audit, failure.Code);
        throw new UpstreamException(failure);
    }
}
