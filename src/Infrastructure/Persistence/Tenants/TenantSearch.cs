using McpService.Application.Tenants;
using McpService.Domain.Tenants;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>Search without regard to case, the same on both databases.</summary>
internal static class TenantSearch
{
    public const string Escape = "\\";

    /// <summary>What a search looks through.</summary>
    public static string TextOf(Tenant tenant) => $"{tenant.Name}\n{tenant.IntegrationKey}\n{tenant.TenantId}".ToLowerInvariant();

    /// <summary>A LIKE pattern for <paramref name="search"/> as it stands: its own wildcards mean themselves.</summary>
    public static string PatternOf(string search)
    {
        var text = search.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        return $"%{text}%";
    }
}
