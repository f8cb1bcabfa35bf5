namespace McpService.Domain.Tenants;

/// <summary>Which tenants to list.</summary>
/// <param name="Status">Only these; null means all but the deleted.</param>
/// <param name="Search">Part of the name, the integration key or the tenant id, without regard to case; null means all.</param>
/// <param name="Before">Only tenants older than this <see cref="Tenant.Id"/>; null means from the newest.</param>
/// <param name="Limit">Rows on the page.</param>
public sealed record TenantPage(TenantStatus? Status, string? Search, Guid? Before, int Limit);
