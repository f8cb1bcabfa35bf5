using McpService.Domain.Tenants;

namespace McpService.Domain.Auditing;

/// <summary>Who acted.</summary>
public enum AuditActor
{
    Anonymous,
    Admin,
    Tenant,
    Gateway,
}
