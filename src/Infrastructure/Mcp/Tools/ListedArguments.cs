using System.Collections.Concurrent;
using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>What lists of tools said of arguments that belong in headers, too, tenant by tenant and whichever door they passed: a client may have listed on one and call on another.</summary>
internal sealed class ListedArguments
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
