using McpService.Common.Upstreams;

namespace McpService.FunctionalTests.Cases;

/// <summary>A tenant of the cases.</summary>
/// <param name="TenantId">Public id.</param>
/// <param name="ApiKey">Its first key.</param>
/// <param name="UpstreamToken">What the gateway shows the upstream for it.</param>
internal sealed record CaseTenant(string TenantId, string ApiKey, string UpstreamToken)
{
    /// <summary>What the tool <c>whoami</c> answers to this tenant, and to no other.</summary>
    public string Mark => Canary.Of(UpstreamToken);

    public string ToolPath => $"/api/tenant/{TenantId}/tool";

    public string McpPath => $"/api/tenant/{TenantId}/mcp";

    public string AdminPath => $"/api/tenants/{TenantId}";

    public (string Name, string Value) KeyHeader => ("x-api-key", ApiKey);

    public (string Name, string Value) KeyAsBearer => ("Authorization", $"Bearer {ApiKey}");
}
