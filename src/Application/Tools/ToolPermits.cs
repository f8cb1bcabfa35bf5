using McpService.Application.Upstream;
using McpService.Domain.Tenants;

namespace McpService.Application.Tools;

/// <summary>Whether a tool may be used, in every door alike. Where a name alone does not tell, the upstream's list for the tenant's integrations does.</summary>
internal sealed class ToolPermits(IMcpGateway gateway)
{
    /// <exception cref="Errors.UpstreamException">The list is needed, and the upstream could not be asked.</exception>
    public async ValueTask<bool> MayUseAsync(ToolAccess access, UpstreamTarget target, string tool, CancellationToken cancellationToken) => access.Judge(tool) switch
    {
        ToolVerdict.Allowed => true,
        ToolVerdict.IfListed => await gateway.ListsToolAsync(target, tool, cancellationToken),
        _ => false,
    };

    /// <summary>The first of some tools that may not be used, or null.</summary>
    public async ValueTask<string?> FirstRefusedAsync(ToolAccess access, UpstreamTarget target, IEnumerable<string> tools, CancellationToken cancellationToken)
    {
        foreach (var tool in tools)
        {
            if (!await MayUseAsync(access, target, tool, cancellationToken)) return tool;
        }

        return null;
    }
}
