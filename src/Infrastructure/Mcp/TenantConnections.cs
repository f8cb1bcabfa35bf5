using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;

namespace McpService.Infrastructure.Mcp;

internal sealed class TenantConnections(UpstreamSessionPool pool, TenantStreams streams, RelaySessions relayed, UpstreamTokens tokens) : ITenantConnections
{
    public IReadOnlyCollection<Guid> Tenants => [.. streams.Tenants.Union(pool.Tenants).Union(relayed.Tenants)];

    public void Restrict(Guid tenantRef, ConnectionKey? current, long asOf)
    {
        tokens.Forget(tenantRef, current?.CredentialVersion);
        streams.End(tenantRef, current, asOf);
        pool.Retire(tenantRef, current);
        relayed.End(tenantRef, current, asOf);
    }
}
