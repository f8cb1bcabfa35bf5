namespace McpService.Domain.Auditing;

/// <summary>What was done or attempted.</summary>
// The numbers are stored.
public enum AuditAction
{
    AdminTokenIssue = 0,
    TenantTokenIssue = 1,
    CredentialsRefuse = 2,
    TenantCreate = 3,
    TenantUpdate = 4,
    TenantSuspend = 5,
    TenantResume = 6,
    TenantDelete = 7,
    ApiKeyCreate = 8,
    ApiKeyRotate = 9,
    ApiKeyRevoke = 10,
    CredentialReplace = 11,
    ToolCall = 12,
    ToolList = 13,

    /// <summary>An MCP client initialized.</summary>
    SessionOpen = 14,

    /// <summary>Any other request of an MCP client.</summary>
    McpRequest = 15,

    /// <summary>Requests were refused that say nothing of a known caller; the entry counts them.</summary>
    RequestsRefuse = 16,

    /// <summary>A known caller asked for what is not for it, or while it is suspended.</summary>
    AccessRefuse = 17,
}
