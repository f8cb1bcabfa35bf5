using System.ComponentModel.DataAnnotations;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Auditing;

/// <summary>How the trail is kept.</summary>
public sealed class AuditOptions
{
    /// <summary>Days after which rows are deleted. Default 90; from 1 to 3650.</summary>
    [Setting("AUDIT_RETENTION_DAYS")]
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 90;

    /// <summary>Whether a call waits for its intent. Default: <c>before-call</c>.</summary>
    [Setting("AUDIT_DURABILITY")]
    public AuditDurability Durability { get; set; } = AuditDurability.BeforeCall;
}

/// <summary>What a call's row in the trail survives.</summary>
public enum AuditDurability
{
    /// <summary>The intent is committed before the upstream is contacted: no call without a trace.</summary>
    BeforeCall,

    /// <summary>Rows are committed within moments: a killed process may take the last ones with it.</summary>
    Buffered,
}
