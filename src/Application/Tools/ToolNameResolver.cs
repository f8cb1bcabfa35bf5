using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Upstream;

namespace McpService.Application.Tools;

/// <summary>
/// Finds the tool a caller means before anything is sent: the name itself, or the name with the tenant's integration key
/// before it (the published guide says <c>create-contact</c> for <c>hubspot_create-contact</c>). A tool the tenant
/// may not use does not exist for it.
/// </summary>
internal sealed class ToolNameResolver(IMcpGateway gateway)
{
    /// <exception cref="UpstreamException">No such tool, also after one refresh; or the upstream could not be asked.</exception>
    public async ValueTask<string> ResolveAsync(TenantSnapshot tenant, UpstreamTarget target, string name, CancellationToken cancellationToken)
    {
        var names = await gateway.GetToolNamesAsync(target, missed: false, cancellationToken);
        var found = Find(names, tenant.IntegrationKey, name);
        if (found is null)
        {
            names = await gateway.GetToolNamesAsync(target, missed: true, cancellationToken);
            found = Find(names, tenant.IntegrationKey, name);
        }

        return found is not null && tenant.Tools.Allows(found) ? found : throw new UpstreamException(UpstreamFailure.ToolNotFound);
    }

    private static string? Find(IReadOnlySet<string> names, string integrationKey, string name)
    {
        if (names.Contains(name)) return name;
        var full = $"{integrationKey}_{name}";
        return names.Contains(full) ? full : null;
    }
}
