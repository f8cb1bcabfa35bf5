using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Http;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>The query that a relayed session is opened with: the tenant's integrations, which a client may narrow and never widen, and the mode.</summary>
internal static class RelayQuery
{
    public static string Of(ToolAccess access, string? mode)
    {
        var apps = UpstreamAddress.QueryOf(access.Integrations.ToString());
        return mode is null ? apps : apps.Length == 0 ? $"mode={mode}" : $"{apps}&mode={mode}";
    }
}
