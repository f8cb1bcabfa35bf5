using System.Collections.Concurrent;
using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>What lists of tools said of arguments that belong in headers, too, tenant by tenant and whichever door they passed: a client may have listed on one and call on another.</summary>
internal sealed class ListedArguments
{
    /// <summary>Tenants remembered; beyond, all are forgotten, and their next lists tell again.</summary>
    public const int MaxTenants = 10_000;

    private readonly ConcurrentDictionary<(Guid Tenant, ConnectionKey Key), RepeatedArguments> _byTenant = new();

    /// <summary>A tenant's, to be asked and to be told.</summary>
    public RepeatedArguments Of(UpstreamTarget target)
    {
        var key = (target.TenantRef, target.Key);
        if (_byTenant.TryGetValue(key, out var known)) return known;

        if (_byTenant.Count >= MaxTenants) _byTenant.Clear();
        return _byTenant.GetOrAdd(key, static _ => new RepeatedArguments());
    }

    /// <summary>Takes note of a list that the gateway asked for itself. A tenant whose tools have no such arguments costs nothing.</summary>
    public void Learn(UpstreamTarget target, ToolNames names)
    {
        if (names.HeaderParameters.Count > 0 || _byTenant.ContainsKey((target.TenantRef, target.Key))) Of(target).Learn(names);
    }
}
