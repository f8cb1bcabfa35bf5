namespace McpService.Domain.Auditing;

/// <summary>Who acted.</summary>
// The numbers are stored.
public enum AuditActor
{
    Anonymous = 0,
    Admin = 1,
    Tenant = 2,
    Gateway = 3,
}
