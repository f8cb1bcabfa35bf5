namespace McpService.Domain.Tenants;

/// <summary>Whether a tool may be used, as far as its name tells.</summary>
public enum ToolVerdict
{
    /// <summary>It does not exist for the tenant.</summary>
    Refused,

    /// <summary>The name may be another integration's: only a list that the upstream gave for the tenant's own integrations shows whose it is.</summary>
    IfListed,

    Allowed,
}
