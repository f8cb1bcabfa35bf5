using System.Collections.Concurrent;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>
/// One upstream session a tenant, opened on first use and shared by the tenant's calls; never by two tenants, never
/// after the credential changed. An idle tenant costs a small record.
/// </summary>
internal sealed partial class UpstreamSessionPool : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, TenantSlot> _slots = new();
    private readonly SessionOpener _opener;
    private readonly BackgroundRequests _background;
    private readonly SessionDurations _durations;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SessionLimits _limits;
    private readonly TimeSpan _openLimit;
    private readonly SessionAccount _account;
    private readonly ITimer _sweeper;

    public UpstreamSessionPool(SessionOpener opener, SessionAccount account, BackgroundRequests background, SessionDurations durations, IOptions<UpstreamOptions> options, TimeProvider time, ILogger<UpstreamSessionPool> logger)
    {
        (_opener, _account, _background, _durations, _time, _logger) = (opener, account, background, durations, time, logger);
        _limits = SessionLimits.From(options.Value);
        _openLimit = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>A lease on the tenant's session, opened if need be.</summary>
    /// <exception cref="UpstreamException">No session could be opened; no tool call was sent.</exception>
    public async ValueTask<SessionLease> AcquireAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        while (true)
        {
            var slot = _slots.GetOrAdd(target.TenantRef, static (_, pool) => new TenantSlot(pool._limits, pool.OpenAsync, pool._time), this);
            if (await slot.AcquireAsync(target, cancellationToken) is { } lease) return lease;
        }
    }

    /// <summary>The tenant's session, for what is known of it; null where none is open that calls may use.</summary>
    public UpstreamSession? Find(UpstreamTarget target) => _slots.TryGetValue(target.TenantRef, out var slot) ? slot.Find(target) : null;

    /// <summary>Takes a session out of use: the upstream lost it, or broke the protocol on it.</summary>
    public void Drop(UpstreamTarget target, PooledSession session)
    {
        if (_slots.TryGetValue(target.TenantRef, out var slot)) slot.Retire(session);
        else session.Retire();
    }

    /// <summary>Tenants that have a session, or one on its way.</summary>
    public ICollection<Guid> Tenants => _slots.Keys;

    /// <summary>Ends a tenant's session unless it is one of <paramref name="current"/>; calls under way finish on it.</summary>
    public void Retire(Guid tenantRef, ConnectionKey? current)
    {
        if (current is { } key)
        {
            if (_slots.TryGetValue(tenantRef, out var kept)) kept.RetireOther(key);
        }
        else if (_slots.TryRemove(tenantRef, out var slot))
        {
            slot.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync();
        foreach (var tenantRef in _slots.Keys) Retire(tenantRef, current: null);
    }

    private async Task<PooledSession> OpenAsync(UpstreamTarget target)
    {
        TakePlace();
        var started = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(_openLimit, _time);
        try
        {
            var session = await _opener.OpenAsync(target, limit.Token);
            LogOpened(target.TenantId, _time.GetElapsedTime(started).TotalMilliseconds);
            return new PooledSession(session, target, _time, closed => Close(closed, started));
        }
        catch (Exception e)
        {
            _account.Give();
            if (e is OperationCanceledException) throw new UpstreamException(UpstreamFailure.Timeout, inner: e);
            throw;
        }
    }

    private void TakePlace()
    {
        if (_account.TryTake()) return;
        MakeRoom();
        if (!_account.TryTake()) throw new UpstreamException(UpstreamFailure.Overloaded.BeforeSending(), retryAfter: OverloadedException.ComeAgain);
    }

    private void Close(UpstreamSession session, long started)
    {
        _account.Give();
        _durations.PooledEnded(_time.GetElapsedTime(started));
        _background.Run(session.CloseAsync);
    }

    private void Sweep()
    {
        foreach (var (tenantRef, slot) in _slots)
        {
            if (slot.Current is { } session && (session.IsIdle(_limits.Idle) || (session.IsWorn(_limits) && session.IsIdle(SweepInterval)))) slot.Retire(session);
            if (slot.TryCloseEmpty()) _slots.TryRemove(new KeyValuePair<Guid, TenantSlot>(tenantRef, slot));
        }
    }

    /// <summary>The session that was idle longest makes room for another, the pool's or a client's: it is opened again when it is needed.</summary>
    public void MakeRoom()
    {
        var oldest = _slots.Where(s => s.Value.Current?.IsIdle(TimeSpan.Zero) == true).MaxBy(s => s.Value.Current?.IdleTime ?? TimeSpan.Zero);
        if (oldest.Value is not null) Retire(oldest.Key, current: null);
    }

    [LoggerMessage(3101, LogLevel.Debug, "Upstream session opened for {TenantId} in {ElapsedMs} ms.")]
    private partial void LogOpened(string tenantId, double elapsedMs);
}
