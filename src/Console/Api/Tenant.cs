namespace McpService.Console.Api;

/// <summary>A tenant as the operator sees it.</summary>
public sealed record Tenant(
    string TenantId, string Name, string IntegrationKey, string Status, string McpUrl, ToolPolicy Tools, Limits Limits, int? TimeoutSeconds, Credential? Credential,
    IReadOnlyList<string> Warnings, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public bool IsActive => Status == "active";
}

/// <summary>Which tools a tenant may use.</summary>
public sealed record ToolPolicy(IReadOnlyList<string> Allow, IReadOnlyList<string> Deny);

/// <summary>A tenant's own limits; null takes the service's.</summary>
public sealed record Limits(int? RequestsPerSecond, int? Burst, int? Concurrency);

/// <summary>The upstream credential, as far as it is shown.</summary>
public sealed record Credential(string Kind, string Fingerprint, DateTimeOffset? ExpiresAt, DateTimeOffset? SuspectSince);

/// <summary>A page of tenants.</summary>
public sealed record TenantPage(IReadOnlyList<Tenant> Tenants, string? NextCursor);

/// <summary>A tenant just created; the key is shown this once.</summary>
public sealed record CreatedTenant(string TenantId, string ApiKey, string Name, string McpUrl);

/// <summary>An API key.</summary>
public sealed record ApiKey(string KeyId, string? Label, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt);

/// <summary>API keys of a tenant.</summary>
public sealed record ApiKeyPage(IReadOnlyList<ApiKey> Keys);

/// <summary>A key just made; shown this once.</summary>
public sealed record NewKey(string ApiKey, string KeyId);

/// <summary>A tenant's tools under a policy.</summary>
public sealed record ToolPreview(int Allowed, int Hidden, IReadOnlyList<PreviewedTool> Tools);

/// <summary>A tool under a policy.</summary>
public sealed record PreviewedTool(string Name, string? Title, bool IsAllowed);
