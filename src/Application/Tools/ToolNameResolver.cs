using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;

namespace McpService.Application.Tools;

/// <summary>
/// Finds the tool a caller means before anything is sent: the name itself, or the name with one of the tenant's integration keys
/// before it (the published guide says <c>create-contact</c> for <c>hubspot_create-contact</c>). A tool the tenant
/// may not use does not exist for it.
/// </summary>
internal sealed class ToolNameResolver(IMcpGateway gateway)
{
    /// <exception cref="UpstreamException">No such tool, also after one refresh; two of that short name; or the upstream could not be asked.</exception>
    public async ValueTask<string> ResolveAsync(TenantSnapshot tenant, UpstreamTarget target, string name, CancellationToken cancellationToken)
    {
        var known = await gateway.GetToolNamesAsync(target, missed: false, cancellationToken);
        if (Find(known.Names, tenant.Access, name) is { } found) return found;

        known = await gateway.GetToolNamesAsync(target, missed: true, cancellationToken);
        if (Find(known.Names, tenant.Access, name) is { } listed) return listed;

        // A list that may lack tools stops no call of the tenant's own: the upstream says whether there is one of this name.
        return !known.IsWhole && tenant.Access.Judge(name) == ToolVerdict.Allowed ? name : throw new UpstreamException(UpstreamFailure.ToolNotFound);
    }

    private static string? Find(IReadOnlySet<string> names, ToolAccess access, string name)
    {
        if (Exists(names, access, name)) return name;
        string? found = null;
        var keys = access.Integrations.Keys;
        for (var i = 0; i < keys.Count; i++) // no enumerator for each call
        {
            var full = $"{keys[i]}_{name}";
            if (!Exists(names, access, full)) continue;
            found = found is null ? full : throw Ambiguous(names, access, name);
        }

        return found;
    }

    private static UpstreamException Ambiguous(IReadOnlySet<string> names, ToolAccess access, string name)
    {
        var all = access.Integrations.Keys.Select(key => $"{key}_{name}").Where(full => Exists(names, access, full));
        return new UpstreamException(UpstreamFailure.ToolAmbiguous, $"{UpstreamFailure.ToolAmbiguous.Message} It may be {string.Join(" or ", all)}.");
    }

    private static bool Exists(IReadOnlySet<string> names, ToolAccess access, string full) => names.Contains(full) && access.MayList(full);
}
