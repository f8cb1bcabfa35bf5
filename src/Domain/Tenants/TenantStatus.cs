namespace McpService.Domain.Tenants;

/// <summary>Where a tenant stands. Deleted is final: only the bare row remains, for the audit trail to refer to.</summary>
public enum TenantStatus
{
    Active,
    Suspended,
    Deleted,
}
