using McpService.Application.Tenants;
using McpService.Application.Tenants.CreateTenant;
using McpService.Domain.Tenants;

namespace McpService.WebApi.Tenants;

/// <summary>A tenant that was just created.</summary>
/// <param name="TenantId">Public id.</param>
/// <param name="ApiKey">Its API key, shown this once.</param>
/// <param name="Name">Display name.</param>
/// <param name="IntegrationKey">The integrations whose tools the tenant gets: one key, several with commas, or <c>*</c> for whatever the credential opens.</param>
/// <param name="Status">Always <c>active</c>.</param>
/// <param name="McpUrl">Where the tenant's MCP clients connect.</param>
/// <param name="Credential">What may be told of its upstream credential.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record CreatedTenantResponse(
    string TenantId,
    string ApiKey,
    string Name,
    string IntegrationKey,
    string Status,
    string McpUrl,
    CredentialResponse? Credential,
    DateTimeOffset CreatedAt)
{
    internal static CreatedTenantResponse Of(CreatedTenant created) => new(
        created.Tenant.TenantId,
        created.ApiKey.Reveal(),
        created.Tenant.Name,
        created.Tenant.IntegrationKey,
        created.Tenant.Status,
        created.Tenant.McpUrl,
        created.Tenant.Credential,
        created.Tenant.CreatedAt);
}
