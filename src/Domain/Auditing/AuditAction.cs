namespace McpService.Domain.Auditing;

/// <summary>What was done or attempted.</summary>
public enum AuditAction
{
    AdminTokenIssue,
    TenantTokenIssue,
    CredentialsRefuse,
    TenantCreate,
    ToolCall,
    ToolList,
}
