using System.Collections.Concurrent;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Tools;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>What lists that were forwarded said of their tools, tenant by tenant: there is no session to remember it.</summary>
internal sealed class ForwardedTools
{
    /// <summary>Tenants remembered; beyond, all are forgotten, and their next lists tell again.</summary>
    public const int MaxTenants = 10_000;

    private readonly ConcurrentDictionary<(Guid Tenant, ConnectionKey Key), RepeatedArguments> _byTenant = new();

    public RepeatedArguments Of(UpstreamTarget target)
    {
        if (_byTenant.Count >= MaxTenants) _byTenant.Clear();
        return _byTenant.GetOrAdd((target.TenantRef, target.Key), static _ => new RepeatedArguments());
    }
}
