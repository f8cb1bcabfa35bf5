using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>
/// Upstream sessions of MCP clients whose messages passed through this process. Their tickets open nothing once the tenant may not
/// use them; this is so that they end at the upstream, too, which keeps whatever nobody deletes.
/// </summary>
internal sealed class RelaySessions(UpstreamHttp http, BackgroundRequests background, SessionDurations durations, TimeProvider time)
{
    /// <summary>Sessions remembered, over all tenants; beyond, the ones unused longest are forgotten and stay at the upstream.</summary>
    public const int MaxSessions = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Dictionary<string, RelaySession>> _byTenant = [];
    private int _count;
    private long _clock;

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
            lock (_lock) return _count;
        }
    }

    /// <summary>An exchange begins on this session; <see cref="RelaySession.Leave"/> ends it.</summary>
    /// <returns>The session as it is remembered.</returns>
    public RelaySession Enter(Guid tenantRef, RelaySession session)
    {
        lock (_lock)
        {
            if (!_byTenant.TryGetValue(tenantRef, out var sessions)) _byTenant[tenantRef] = sessions = [];
            if (sessions.TryGetValue(session.Id, out var known)) session = known;
            else
            {
                sessions.Add(session.Id, session);
                if (++_count > MaxSessions) ForgetOldest();
            }

            session.Enter(++_clock);
            return session;
        }
    }

    /// <summary>The session has ended at the upstream.</summary>
    public void Forget(Guid tenantRef, string sessionId)
    {
        lock (_lock)
        {
            if (_byTenant.TryGetValue(tenantRef, out var sessions) && sessions.TryGetValue(sessionId, out var ended)) durations.RelayedEnded(time.GetElapsedTime(ended.SeenAt));
            Remove(tenantRef, sessionId);
        }
    }

    /// <summary>Ends the tenant's sessions at the upstream, but for those of <paramref name="current"/>; where there is a current one, the others when their exchanges are done.</summary>
    public void End(Guid tenantRef, ConnectionKey? current, long asOf)
    {
        List<RelaySession> ended;
        lock (_lock)
        {
            if (!_byTenant.TryGetValue(tenantRef, out var sessions)) return;
            ended = [.. sessions.Values.Where(s => s.Key != current && s.SeenAt <= asOf && !(s.IsInUse && current is not null))];
            foreach (var session in ended) Remove(tenantRef, session.Id);
        }

        foreach (var session in ended)
        {
            durations.RelayedEnded(time.GetElapsedTime(session.SeenAt));
            background.Run(cancellationToken => CloseAsync(session, cancellationToken));
        }
    }

    private void Remove(Guid tenantRef, string sessionId)
    {
        if (!_byTenant.TryGetValue(tenantRef, out var sessions) || !sessions.Remove(sessionId)) return;
        _count--;
        if (sessions.Count == 0) _byTenant.Remove(tenantRef);
    }

    // A quarter at once, so that a full table does not sort itself for every new session.
    private void ForgetOldest()
    {
        var all = _byTenant.SelectMany(tenant => tenant.Value.Values, (tenant, session) => (Tenant: tenant.Key, session.Id, session.LastUse));
        foreach (var (tenant, id, _) in all.OrderBy(s => s.LastUse).Take(MaxSessions / 4).ToList()) Remove(tenant, id);
    }

    private async Task CloseAsync(RelaySession session, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new UpstreamRequest(HttpMethod.Delete, session.Address, session.Token) { SessionId = session.Id, Revision = session.Revision }, cancellationToken);
    }
}
