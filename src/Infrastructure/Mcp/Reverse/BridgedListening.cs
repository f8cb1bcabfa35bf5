using System.Text;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>
/// The stream of a played session for what comes unasked: behind it the upstream's <c>subscriptions/listen</c>, opened anew when its client subscribes
/// to something else, and when the upstream ends it.
/// </summary>
/// <param name="target">Whose.</param>
/// <param name="exchange">The client's GET.</param>
/// <param name="access">What its client may see.</param>
/// <param name="session">Its client's.</param>
/// <param name="discovered">What the upstream says of itself.</param>
/// <param name="place">Its place in the account; goes with the reply.</param>
/// <param name="watch">Says when the session's row changed; goes with the reply.</param>
/// <param name="sessions">The rows.</param>
/// <param name="calls">The way up.</param>
/// <param name="time">Clock.</param>
internal sealed class BridgedListening(
    UpstreamTarget target,
    McpExchange exchange,
    ToolAccess access,
    BridgedSession session,
    ReadOnlyMemory<byte> discovered,
    TenantStream place,
    SessionWatch watch,
    IBridgedSessions sessions,
    BridgedCalls calls,
    TimeProvider time) : McpReply
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(place.Ended);
    private string? _filter; // of the stream that is open, or on its way
    private CancellationTokenSource? _listening;
    private Task<McpReply>? _opening;
    private McpReply? _inner;
    private Task<ReadOnlyMemory<byte>>? _reading;
    private TimeSpan _pause = FirstPause;
    private Task _paused = Task.CompletedTask;
    private bool _isLookedAt;
    private bool _isDone;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isDone) return default;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
        var until = time.GetTimestamp();
        try
        {
            while (true)
            {
                var changed = watch.Changed;
                if (!_isLookedAt && !await LookAsync(either.Token)) return Finish();
                if (_reading is { IsCompleted: true } && await TakeAsync() is { Length: > 0 } message) return EventStreamWriter.Message(message);
                if (_opening is { IsCompleted: true }) await OpenedAsync();
                if (_filter is not null && _inner is null && _opening is null && _paused.IsCompleted) Open();
                if (_inner is not null) _reading ??= _inner.ReadAsync(_listening!.Token).AsTask();

                var left = KeepAlive.Interval - time.GetElapsedTime(until);
                if (left <= TimeSpan.Zero || !await IsSomethingAsync(changed, left, either.Token)) return KeepAlive.Comment;
                if (changed.IsCompleted) _isLookedAt = false;
            }
        }
        catch (OperationCanceledException) when (place.Ended.IsCancellationRequested)
        {
            _isDone = true;
            End(AuditOutcome.Success);
            return place.MayComeBack ? KeepAlive.ComeBack : default;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        End(AuditOutcome.Success);
        await _over.CancelAsync();
        await CloseAsync();
        watch.Dispose();
        place.Dispose();
        _over.Dispose();
    }

    /// <summary>Reads what the client wants to hear of; false where it ended the session.</summary>
    private async ValueTask<bool> LookAsync(CancellationToken cancellationToken)
    {
        BridgedState state;
        try
        {
            state = await sessions.FindAsync(session.Id, cancellationToken);
        }
        catch (UnavailableException)
        {
            return true; // the next look is a moment away
        }

        _isLookedAt = true;
        if (state.IsEnded) return false;
        var filter = ListenFilter.Of(discovered, state.Subscriptions);
        if (filter == _filter) return true;
        await CloseAsync();
        (_filter, _pause, _paused) = (filter, FirstPause, Task.CompletedTask);
        return true;
    }

    private void Open()
    {
        _listening = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        var id = Encoding.ASCII.GetBytes($"\"{Guid.CreateVersion7(time.GetUtcNow()):N}\"");
        var message = StandaloneRequest.Write(id, McpMethods.Listen, Encoding.UTF8.GetBytes($"{{\"notifications\":{_filter}}}"), session, logLevel: null, answers: null);
        _opening = calls.ListenAsync(target, exchange with { Stream = place }, access, message, _listening.Token);
    }

    private async ValueTask OpenedAsync()
    {
        var opening = _opening!;
        _opening = null;
        try
        {
            _inner = await opening;
        }
        catch (Exception e) when (e is UpstreamException or McpException or Sessions.EraRefusedException)
        {
            Pause();
        }
    }

    /// <summary>What of the upstream's stream is for the client; null for nothing.</summary>
    private async ValueTask<byte[]?> TakeAsync()
    {
        var reading = _reading!;
        _reading = null;
        ReadOnlyMemory<byte> bytes;
        try
        {
            bytes = await reading;
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException)
        {
            bytes = default;
        }

        if (bytes.IsEmpty)
        {
            await CloseAsync();
            Pause();
            return null;
        }

        var data = _inner!.ContentType == McpMediaTypes.EventStream ? EventStreamWriter.DataOf(bytes.Span) : bytes.ToArray();
        if (data.Length == 0) return null;
        var said = JsonRpcMessage.Parse(data);
        if (said.Kind == JsonRpcKind.Notification && said.Method == McpMethods.Acknowledged) _pause = FirstPause;
        return said.Kind == JsonRpcKind.Notification && said.Method != McpMethods.Acknowledged ? OlderAnswer.Notification(said.Method!, data.AsMemory()[said.Details]) : null;
    }

    private void Pause()
    {
        _paused = Task.Delay(_pause, time, _over.Token);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private async ValueTask<bool> IsSomethingAsync(Task changed, TimeSpan limit, CancellationToken cancellationToken)
    {
        List<Task> waited = [changed];
        if (_opening is not null) waited.Add(_opening);
        if (_reading is not null) waited.Add(_reading);
        if (!_paused.IsCompleted) waited.Add(_paused);
        try
        {
            await Task.WhenAny(waited).WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_listening is null) return;
        await _listening.CancelAsync();
        if (_opening is { } opening) await opening.ContinueWith(DiscardAsync, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();
        if (_reading is { } reading) await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (_inner is { } inner) await inner.DisposeAsync();
        _listening.Dispose();
        (_listening, _opening, _reading, _inner) = (null, null, null, null);
    }

    private ReadOnlyMemory<byte> Finish()
    {
        _isDone = true;
        End(AuditOutcome.Success);
        return default;
    }

    private static async Task DiscardAsync(Task<McpReply> opening)
    {
        if (opening.IsCompletedSuccessfully) await (await opening).DisposeAsync();
    }
}
