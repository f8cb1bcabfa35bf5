using System.Net.Http.Headers;
using McpService.Infrastructure.Security;

namespace McpService.Infrastructure.Mcp;

/// <summary>
/// Upstream sessions of MCP clients whose messages passed through this process. Their tickets open nothing once the tenant may not
/// use them; this is so that they end at the upstream, too, which keeps whatever nobody deletes.
/// </summary>
internal sealed class RelaySessions(UpstreamHttp http, BackgroundRequests background)
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

    /// <summary>A message passed on this session.</summary>
    public void Use(Guid tenantRef, RelaySession session)
    {
        lock (_lock)
        {
            if (!_byTenant.TryGetValue(tenantRef, out var sessions)) _byTenant[tenantRef] = sessions = [];
            if (sessions.TryGetValue(session.Id, out var known)) known.LastUse = ++_clock;
            else
            {
                session.LastUse = ++_clock;
                sessions.Add(session.Id, session);
                if (++_count > MaxSessions) ForgetOldest();
            }
        }
    }

    /// <summary>The session has ended at the upstream.</summary>
    public void Forget(Guid tenantRef, string sessionId)
    {
        lock (_lock) Remove(tenantRef, sessionId);
    }

    /// <summary>Ends the tenant's sessions at the upstream, but for those of <paramref name="current"/>.</summary>
    public void End(Guid tenantRef, ConnectionKey? current)
    {
        List<RelaySession> ended;
        lock (_lock)
        {
            if (!_byTenant.TryGetValue(tenantRef, out var sessions)) return;
            ended = [.. sessions.Values.Where(s => s.Key != current)];
            foreach (var session in ended) Remove(tenantRef, session.Id);
        }

        foreach (var session in ended) background.Run(cancellationToken => CloseAsync(session, cancellationToken));
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
        using var response = await http.SendAsync(() => DeleteRequest(session), cancellationToken);
    }

    private static HttpRequestMessage DeleteRequest(RelaySession session)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, session.Address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.Token.Value.Reveal());
        request.Headers.Add(McpHeaders.SessionId, session.Id);
        if (session.Revision is not null) request.Headers.Add(McpHeaders.ProtocolVersion, session.Revision);
        return request;
    }
}

/// <summary>One upstream session of an MCP client.</summary>
/// <param name="Id">The upstream's id: a secret.</param>
/// <param name="Key">What it was opened with.</param>
/// <param name="Address">The upstream, with the session's query.</param>
/// <param name="Token">A token the upstream takes.</param>
/// <param name="Revision">Protocol revision that its client names; null for none.</param>
internal sealed record RelaySession(string Id, ConnectionKey Key, Uri Address, UpstreamToken Token, string? Revision)
{
    /// <summary>When it was used last, in uses of all sessions.</summary>
    public long LastUse { get; set; }

    // The generated one would print the id.
    public override string ToString() => nameof(RelaySession);
}
