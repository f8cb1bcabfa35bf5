using McpService.Infrastructure.Mcp.Dialogues;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;

namespace McpService.Infrastructure.Mcp;

internal sealed class TenantConnections(UpstreamSessionPool pool, DialogueSessions dialogues, TenantStreams streams, RelaySessions relayed, UpstreamTokens tokens) : ITenantConnections
{
    public IReadOnlyCollection<Guid> Tenants => [.. streams.Tenants.Union(pool.Tenants).Union(dialogues.Tenants).Union(relayed.Tenants)];

    public void Restrict(Guid tenantRef, TenantAccess? current, long asOf)
    {
        tokens.Forget(tenantRef, current?.Key.CredentialVersion);
        streams.End(tenantRef, current, asOf);
        pool.Retire(tenantRef, current?.Key);
        dialogues.Retire(tenantRef, current?.Key);
        relayed.End(tenantRef, current?.Key, asOf);
    }
}
