using System.Collections.Concurrent;
using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>
/// Tools whose name alone does not tell whose they are, and that the upstream listed for a tenant's own integrations. Remembered as long as
/// these stay, so that no call of one has to wait for a list.
/// </summary>
internal sealed class ListedTools
{
    /// <summary>Over all tenants. Beyond, everything is forgotten, and learned again from the next lists.</summary>
    private const int MaxNames = 100_000;

    private readonly ConcurrentDictionary<(Guid TenantRef, ConnectionKey Key, string Tool), bool> _listed = [];

    public void Add(UpstreamTarget target, string tool)
    {
        if (_listed.Count >= MaxNames) _listed.Clear();
        _listed[(target.TenantRef, target.Key, tool)] = true;
    }

    public bool Has(UpstreamTarget target, string tool) => _listed.ContainsKey((target.TenantRef, target.Key, tool));
}
