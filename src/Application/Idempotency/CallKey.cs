namespace McpService.Application.Idempotency;

/// <summary>A tenant's <c>Idempotency-Key</c>.</summary>
/// <param name="TenantRef">Whose: keys of tenants are apart.</param>
/// <param name="Value">As the caller gave it.</param>
public readonly record struct CallKey(Guid TenantRef, string Value)
{
    /// <summary>The scope its record stands in.</summary>
    public string Scope => TenantRef.ToString();
}
