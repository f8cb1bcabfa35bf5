using McpService.Application.Errors;
using McpService.Application.Memory;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Dialogues;

/// <summary>
/// Sessions opened with what a client declares: never shared by two calls at once, by tenants, or by clients that declare something else. Idle ones are used again, a few for
/// each tenant.
/// </summary>
internal sealed class DialogueSessions : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<DialogueSession>> _idle = [];
    private readonly SessionOpener _opener;
    private readonly SessionAccount _account;
    private readonly UpstreamSessionPool _pool;
    private readonly BackgroundRequests _background;
    private readonly MemoryBudget _budget;
    private readonly TimeProvider _time;
    private readonly SessionLimits _limits;
    private readonly int _maxIdle;
    private readonly ITimer _sweeper;

    public DialogueSessions(
        SessionOpener opener, SessionAccount account, UpstreamSessionPool pool, BackgroundRequests background, MemoryBudget budget, IOptions<UpstreamOptions> options, TimeProvider time)
    {
        (_opener, _account, _pool, _background, _budget, _time) = (opener, account, pool, background, budget, time);
        (_limits, _maxIdle) = (SessionLimits.From(options.Value), options.Value.MaxIdleDialogues);
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>Tenants that have an idle one.</summary>
    public IReadOnlyCollection<Guid> Tenants
    {
        get
        {
            lock (_lock) return [.. _idle.Keys];
        }
    }

    /// <summary>A session for one call, to be given back with <see cref="Return"/>.</summary>
    /// <exception cref="UpstreamException">None could be opened; nothing was sent.</exception>
    public async Task<DialogueSession> AcquireAsync(UpstreamTarget target, DeclaredCapabilities declared, CallLimit limit)
    {
        if (TakeIdle(target, declared) is { } idle) return idle;
        try
        {
            return await OpenAsync(target, () => _opener.OpenAsync(target, declared, limit.Token), declared, lastAsideId: null, limit.Token);
        }
        catch (UpstreamException e)
        {
            throw e.BeforeSending();
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout.BeforeSending());
        }
    }

    /// <summary>A session that another process opened.</summary>
    /// <exception cref="UpstreamException">There are as many as may be, or the credential does not open.</exception>
    public Task<DialogueSession> AttachAsync(
        UpstreamTarget target, string sessionId, string revision, DeclaredCapabilities declared, string? lastAsideId, CancellationToken cancellationToken) =>
        OpenAsync(target, () => Task.FromResult(_opener.Attach(target, sessionId, revision)), declared, lastAsideId, cancellationToken);

    /// <summary>Its call is over.</summary>
    public void Return(DialogueSession session)
    {
        session.IdleSince = _time.GetTimestamp();
        if (session.IsSpoiled || session.Session.IsSessionless || IsWorn(session) || !TryKeep(session)) Close(session);
    }

    /// <summary>Another process goes on with the session: nothing of it is kept here, and it is not ended.</summary>
    public async Task AbandonAsync(DialogueSession session)
    {
        _account.Give();
        await session.DisposeAsync();
    }

    /// <summary>Ends a tenant's idle sessions unless they are of <paramref name="current"/>.</summary>
    public void Retire(Guid tenantRef, ConnectionKey? current) => CloseIdle(s => s.Target.TenantRef == tenantRef && s.Target.Key != current);

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync();
        CloseIdle(_ => true);
    }

    private async Task<DialogueSession> OpenAsync(
        UpstreamTarget target, Func<Task<UpstreamSession>> open, DeclaredCapabilities declared, string? lastAsideId, CancellationToken cancellationToken)
    {
        TakePlace();
        DialogueSession? session = null;
        try
        {
            session = new DialogueSession(await open(), target, declared, _budget, _time);
            if (session.Session.Id is not null) await session.ListenAsync(lastAsideId, cancellationToken);
            return session;
        }
        catch
        {
            if (session is null) _account.Give();
            else Close(session);
            throw;
        }
    }

    private void TakePlace()
    {
        if (_account.TryTake()) return;
        CloseIdle(_ => true);
        if (_account.TryTake()) return;
        _pool.MakeRoom();
        if (!_account.TryTake()) throw new UpstreamException(UpstreamFailure.Overloaded.BeforeSending(), retryAfter: OverloadedException.ComeAgain);
    }

    private DialogueSession? TakeIdle(UpstreamTarget target, DeclaredCapabilities declared)
    {
        lock (_lock)
        {
            if (!_idle.TryGetValue(target.TenantRef, out var idle)) return null;
            var found = idle.FindLastIndex(s => s.Target.Key == target.Key && s.Declared == declared && !s.IsSpoiled && !IsWorn(s));
            if (found < 0) return null;
            var session = idle[found];
            idle.RemoveAt(found);
            if (idle.Count == 0) _idle.Remove(target.TenantRef);
            return session;
        }
    }

    private bool TryKeep(DialogueSession session)
    {
        lock (_lock)
        {
            if (!_idle.TryGetValue(session.Target.TenantRef, out var idle)) _idle[session.Target.TenantRef] = idle = [];
            if (idle.Count < _maxIdle) idle.Add(session);
            else if (idle.Count == 0) _idle.Remove(session.Target.TenantRef);
            return idle.Contains(session);
        }
    }

    private void Sweep() => CloseIdle(s => s.IsSpoiled || IsWorn(s) || _time.GetElapsedTime(s.IdleSince) >= _limits.Idle);

    private void CloseIdle(Predicate<DialogueSession> isMeant)
    {
        List<DialogueSession> over = [];
        lock (_lock)
        {
            foreach (var (tenantRef, idle) in _idle.ToList())
            {
                over.AddRange(idle.Where(s => isMeant(s)));
                if (idle.RemoveAll(isMeant) > 0 && idle.Count == 0) _idle.Remove(tenantRef);
            }
        }

        foreach (var session in over) Close(session);
    }

    private bool IsWorn(DialogueSession session) =>
        session.Calls >= _limits.MaxCalls || session.Age >= _limits.MaxAge || session.Session.Token.ExpiresAt - _time.GetUtcNow() <= _limits.SpentBefore;

    private void Close(DialogueSession session)
    {
        _account.Give();
        _background.Run(async cancellationToken =>
        {
            await session.DisposeAsync();
            if (session.CancelledId is { } cancelled) await session.Session.CancelAsync(cancelled, cancellationToken); // one after the other: a session that is gone takes no notification
            await session.Session.CloseAsync(cancellationToken);
        });
    }
}
