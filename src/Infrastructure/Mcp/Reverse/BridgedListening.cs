using System.Text;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Bridge;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>
/// The stream of a played session for what comes unasked: behind it the upstream's <c>subscriptions/listen</c>, opened anew when its client subscribes
/// to something else, and when the upstream ends it. A client that comes back, and one whose stream behind it was interrupted, is told to look at everything.
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
    private readonly Queue<byte[]> _missed = [];
    private ListenFilter _news = ListenFilter.None;
    private ListenFilter _asked = ListenFilter.None; // of the stream that was opened last
    private HashSet<string> _carried = [];
    private bool _isOpen; // the upstream has listened once
    private bool _mayHaveMissed = exchange.LastEventId is not null;
    private bool _isBegun = exchange.IsOneWay || !McpRevisions.HasFirstEvents(session.Revision);
    private string? _filter; // what the client wants to hear of; null for nothing
    private int _changes; // that the filter knows of
    private BridgedSubscription? _current;
    private BridgedSubscription? _next; // takes its place once the upstream says that it listens
    private TimeSpan _pause = FirstPause;
    private Task _paused = Task.CompletedTask;
    private bool _isLookedAt;
    private bool _isDone;

    /// <summary>Waits until the upstream listens, no longer than <paramref name="limit"/>; to be called before anything is read.</summary>
    public async Task OpenAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
        var began = time.GetTimestamp();
        try
        {
            while (true)
            {
                var changed = watch.Changed;
                if (!_isLookedAt && !await LookAsync(either.Token)) break;
                if ((await TakeAsync(_current) ?? await TakeAsync(_next)) is { } message) _missed.Enqueue(message);
                await TurnAsync();

                var left = limit - time.GetElapsedTime(began);
                if (_filter == _current?.Filter || !_paused.IsCompleted || left <= TimeSpan.Zero || !await IsSomethingAsync(changed, left, either.Token)) return;
                if (changed.IsCompleted) _isLookedAt = false;
            }

            _isLookedAt = false; // it has ended, as the first read finds
        }
        catch (OperationCanceledException) when (place.Ended.IsCancellationRequested)
        {
            // As the first read finds, too.
        }
    }

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isDone) return default;
        if (!_isBegun)
        {
            _isBegun = true;
            return EventStreamWriter.First(NewId());
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
        var until = time.GetTimestamp();
        try
        {
            while (true)
            {
                // What is cancelled completes at once, and would be opened again without end.
                either.Token.ThrowIfCancellationRequested();
                var changed = watch.Changed;
                if (!_isLookedAt && !await LookAsync(either.Token)) return Finish();
                if (_missed.TryDequeue(out var message) || (message = await TakeAsync(_current) ?? await TakeAsync(_next)) is not null) return EventStreamWriter.Message(message, NewId());
                await TurnAsync();
                if (_missed.Count > 0) continue;

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
        await CloseAsync(_current);
        await CloseAsync(_next);
        watch.Dispose();
        place.Dispose();
        _over.Dispose();
    }

    /// <summary>Reads what the client wants to hear of; false where it ended the session.</summary>
    private async ValueTask<bool> LookAsync(CancellationToken cancellationToken)
    {
        var changes = watch.Changes;
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

        // Whatever the upstream tells of: older clients need not ask for changes of lists.
        _news = new ListenFilter(Tools: true, Prompts: true, Resources: true, state.Subscriptions).Within(discovered);
        var filter = _news.IsEmpty ? null : _news.ToJson();
        _changes = changes;
        if (filter == _filter) return true;
        (_filter, _pause, _paused) = (filter, FirstPause, Task.CompletedTask);
        return true;
    }

    /// <summary>What a stream of the upstream's has for the client; null for nothing.</summary>
    private static async ValueTask<byte[]?> TakeAsync(BridgedSubscription? subscription) => subscription is { Next.IsCompleted: true } ? await subscription.TakeAsync() : null;

    /// <summary>Brings the streams to what the client wants. The old one stays until the new one listens, so that nothing is missed between them.</summary>
    private async ValueTask TurnAsync()
    {
        if (_next is { IsAcknowledged: true })
        {
            await CloseAsync(_current);
            (_current, _next, _pause) = (_next, null, FirstPause);
            TellMissed();
        }

        if (_current is not null && (_current.IsOver || _filter is null))
        {
            _mayHaveMissed |= _current.IsOver;
            await EndAsync(_current);
            _current = null;
        }

        if (_next is not null && (_next.IsOver || _next.Filter != _filter))
        {
            await EndAsync(_next);
            _next = null;
        }

        if (_filter is not null && _filter != _current?.Filter && _next is null && _paused.IsCompleted) (_next, _asked) = (Open(_filter), _news);
        if (_filter == _current?.Filter) watch.Carry(_changes);
    }

    /// <summary>What may have changed unheard: everything, after an interruption; else what was subscribed to at another replica, where the client was answered before the upstream listened.</summary>
    private void TellMissed()
    {
        List<string> unheard = [.. _asked.Uris.Where(uri => !_carried.Contains(uri) && !watch.WasAwaited(uri))];
        var missed = _mayHaveMissed ? _asked : _isOpen ? ListenFilter.None with { Uris = unheard } : ListenFilter.None;
        foreach (var message in MissedNews.Of(missed)) _missed.Enqueue(message);
        (_mayHaveMissed, _isOpen, _carried) = (false, true, [.. _asked.Uris]);
    }

    private async ValueTask EndAsync(BridgedSubscription subscription)
    {
        await CloseAsync(subscription);
        if (!subscription.IsOver) return;

        // The upstream ended it, or would not have it.
        _paused = Task.Delay(_pause, time, _over.Token);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private BridgedSubscription Open(string filter)
    {
        var id = Encoding.ASCII.GetBytes($"\"{NewId()}\"");
        var message = StandaloneRequest.Write(id, McpMethods.Listen, Encoding.UTF8.GetBytes($"{{\"notifications\":{filter}}}"), session, logLevel: null, answers: null);
        return new BridgedSubscription(filter, ended => calls.ListenAsync(target, exchange with { Stream = place }, access, message, ended), _over.Token);
    }

    private string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    private async ValueTask<bool> IsSomethingAsync(Task changed, TimeSpan limit, CancellationToken cancellationToken)
    {
        List<Task> waited = [changed];
        if (_current is not null) waited.Add(_current.Next);
        if (_next is not null) waited.Add(_next.Next);
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

    private static async ValueTask CloseAsync(BridgedSubscription? subscription)
    {
        if (subscription is not null) await subscription.DisposeAsync();
    }

    private ReadOnlyMemory<byte> Finish()
    {
        _isDone = true;
        End(AuditOutcome.Success);
        return default;
    }
}
