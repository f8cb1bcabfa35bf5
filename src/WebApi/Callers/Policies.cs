using McpService.Domain.Tenants;

namespace McpService.WebApi.Callers;

/// <summary>Whom a route is for.</summary>
internal static class Policies
{
    public const string Admin = nameof(Admin);
    public const string Tenant = nameof(Tenant);

    /// <summary>The operator, or the tenant that the path names.</summary>
    public const string AdminOrTenant = nameof(AdminOrTenant);
}
