using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Security.Credentials;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>
/// Upstream sessions of MCP clients whose messages passed through this process. The upstream keeps whatever nobody deletes; so each of them is
/// ended when its tenant may not use it any more, when nobody has used it for long, or when its client left before it had it.
/// </summary>
internal sealed class RelaySessions : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, TenantSessions> _byTenant = [];
    private readonly SessionAccount _account;
    private readonly UpstreamSessionPool _pool;
    private readonly RelayClosing _closing;
    private readonly TimeProvider _time;
    private readonly TimeSpan _idle;
    private readonly int _maxPerTenant;
    private readonly ITimer _sweeper;

    public RelaySessions(SessionAccount account, UpstreamSessionPool pool, RelayClosing closing, IOptions<UpstreamOptions> options, TimeProvider time)
    {
        (_account, _pool, _closing, _time) = (account, pool, closing, time);
        _idle = TimeSpan.FromSeconds(options.Value.SessionIdleSeconds);
        _maxPerTenant = options.Value.MaxSessionsPerTenant;
        SweepInterval = TimeSpan.FromSeconds(Math.Clamp(options.Value.SessionIdleSeconds / 4d, 0.25, 30));
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>How often idle sessions are looked for, and other replicas told which are not.</summary>
    public TimeSpan SweepInterval { get; }

    public IReadOnlyCollection<Guid> Tenants
    {
        get
        {
            lock (_lock) return [.. _byTenant.Keys];
        }
    }

    /// <summary>Sessions remembered, over all tenants.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _byTenant.Values.Sum(t => t.Sessions.Count);
        }
    }

    /// <summary>Takes a place for a session that is about to be opened. At its own bound a tenant's session that was unused longest makes room; nobody else's does.</summary>
    /// <exception cref="McpException">All the tenant may have are in use.</exception>
    /// <exception cref="OverloadedException">All this process may have are in use.</exception>
    public RelayPlace Reserve(Guid tenantRef, ReadOnlyMemory<byte> requestId)
    {
        RelaySession? ended = null;
        try
        {
            lock (_lock)
            {
                var tenant = TenantOf(tenantRef);
                if (tenant.Places >= _maxPerTenant)
                    ended = MakeRoom(tenantRef, tenant) ?? throw new McpException(429, JsonRpcCodes.Refused, $"This tenant has {_maxPerTenant} sessions in use; end one first.", requestId);
                if (!_account.TryTake())
                {
                    _pool.MakeRoom();
                    if (!_account.TryTake())
                    {
                        ended = MakeRoom(tenantRef, tenant);
                        if (ended is null || !_account.TryTake()) throw new OverloadedException();
                    }
                }

                TenantOf(tenantRef).Places++;
            }
        }
        finally
        {
            if (ended is not null) _closing.Close(ended);
        }

        return new RelayPlace(tenantRef, GiveBack);
    }

    /// <summary>The session was opened: it has the place now, and an exchange under way.</summary>
    public RelaySession Opened(RelayPlace place, RelaySession session)
    {
        place.HandOver();
        lock (_lock)
        {
            TenantOf(place.TenantRef).Sessions[session.Id] = session;
            session.Enter(session.Token, waits: false, _time.GetTimestamp());
            return session;
        }
    }

    /// <summary>An exchange begins on a session that was opened before, here or elsewhere.</summary>
    /// <param name="tenantRef">Whose.</param>
    /// <param name="id">The upstream's id.</param>
    /// <param name="token">A token the upstream takes.</param>
    /// <param name="waits">It is a stream that waits for news, and no call.</param>
    /// <param name="describe">Makes the session where this process does not know it.</param>
    /// <returns>The session as it is remembered.</returns>
    public RelaySession Enter(Guid tenantRef, string id, UpstreamToken token, bool waits, Func<string, RelaySession> describe)
    {
        lock (_lock)
        {
            var tenant = TenantOf(tenantRef);
            if (!tenant.Sessions.TryGetValue(id, out var known))
            {
                // Another replica's costs the upstream nothing more; it is remembered within the same bound.
                if (tenant.Sessions.Count >= _maxPerTenant && tenant.Sessions.Values.Where(s => !s.IsOwn && s.IsIdle).MinBy(s => s.LastUse) is { } forgotten) tenant.Sessions.Remove(forgotten.Id);
                tenant.Sessions[id] = known = describe(id);
            }

            known.Enter(token, waits, _time.GetTimestamp());
            return known;
        }
    }

    /// <summary>The session has ended at the upstream.</summary>
    public void Forget(Guid tenantRef, RelaySession session)
    {
        lock (_lock)
        {
            if (!Remove(tenantRef, session)) return;
        }

        _closing.Ended(session);
    }

    /// <summary>Nobody can use the session any more: it is ended at the upstream.</summary>
    public void Abandon(Guid tenantRef, RelaySession session)
    {
        lock (_lock)
        {
            if (!Remove(tenantRef, session)) return;
        }

        _closing.Close(session);
    }

    /// <summary>Ends the tenant's sessions at the upstream, but for those of <paramref name="current"/>; where there is a current one, the others when their exchanges are done.</summary>
    public void End(Guid tenantRef, ConnectionKey? current, long asOf) => EndAll(tenantRef, s => s.Key != current && s.SeenAt <= asOf && !(s.IsInUse && current is not null));

    /// <summary>Other replicas used these lately; they are not idle.</summary>
    public void UsedElsewhere(IReadOnlySet<string> fingerprints)
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            foreach (var session in _byTenant.Values.SelectMany(t => t.Sessions.Values).Where(s => fingerprints.Contains(s.Fingerprint))) session.UsedAt(now);
        }
    }

    /// <summary>Fingerprints of the sessions that something of a client is open on, or was since <paramref name="timestamp"/>.</summary>
    public IReadOnlyList<string> UsedSince(long timestamp)
    {
        lock (_lock) return [.. _byTenant.Values.SelectMany(t => t.Sessions.Values).Where(s => !s.IsIdle || s.LastUse >= timestamp).Select(s => s.Fingerprint)];
    }

    public void Dispose() => _sweeper.Dispose();

    private void Sweep()
    {
        foreach (var tenantRef in Tenants) EndAll(tenantRef, s => s.IsIdle && _time.GetElapsedTime(s.LastUse) >= _idle);
    }

    private void EndAll(Guid tenantRef, Func<RelaySession, bool> isDue)
    {
        List<RelaySession> ended;
        lock (_lock)
        {
            if (!_byTenant.TryGetValue(tenantRef, out var tenant)) return;
            ended = [.. tenant.Sessions.Values.Where(isDue)];
            foreach (var session in ended) Remove(tenantRef, session);
        }

        foreach (var session in ended) _closing.Close(session);
    }

    private TenantSessions TenantOf(Guid tenantRef)
    {
        if (!_byTenant.TryGetValue(tenantRef, out var tenant)) _byTenant[tenantRef] = tenant = new TenantSessions();
        return tenant;
    }

    private RelaySession? MakeRoom(Guid tenantRef, TenantSessions tenant)
    {
        var unused = tenant.LongestUnused();
        if (unused is not null) Remove(tenantRef, unused);
        return unused;
    }

    private bool Remove(Guid tenantRef, RelaySession session)
    {
        if (!_byTenant.TryGetValue(tenantRef, out var tenant) || !tenant.Sessions.Remove(session.Id, out var removed)) return false;
        if (removed.IsOwn) GiveBack(tenantRef);
        else DropIfEmpty(tenantRef, tenant);
        return true;
    }

    private void GiveBack(Guid tenantRef)
    {
        lock (_lock)
        {
            _account.Give();
            var tenant = TenantOf(tenantRef);
            tenant.Places--;
            DropIfEmpty(tenantRef, tenant);
        }
    }

    private void DropIfEmpty(Guid tenantRef, TenantSessions tenant)
    {
        if (tenant is { Places: 0, Sessions.Count: 0 }) _byTenant.Remove(tenantRef);
    }

    /// <summary>One tenant's part of the account.</summary>
    private sealed class TenantSessions
    {
        public Dictionary<string, RelaySession> Sessions { get; } = [];

        /// <summary>Sessions opened here, or being opened.</summary>
        public int Places { get; set; }

        public RelaySession? LongestUnused() => Sessions.Values.Where(s => s is { IsOwn: true, IsIdle: true }).MinBy(s => s.LastUse);
    }
}
