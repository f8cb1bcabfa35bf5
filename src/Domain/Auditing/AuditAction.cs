namespace McpService.Domain.Auditing;

/// <summary>What was done or attempted.</summary>
public enum AuditAction
{
    AdminTokenIssue,
    TenantTokenIssue,
    CredentialsRefuse,
    TenantCreate,
    TenantUpdate,
    TenantSuspend,
    TenantResume,
    TenantDelete,
    ApiKeyCreate,
    ApiKeyRotate,
    ApiKeyRevoke,
    CredentialReplace,
    ToolCall,
    ToolList,

    /// <summary>An MCP client initialized.</summary>
    SessionOpen,

    /// <summary>Any other request of an MCP client.</summary>
    McpRequest,
}
