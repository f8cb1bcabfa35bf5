using System.ComponentModel.DataAnnotations;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Auditing;

/// <summary>How the trail is kept.</summary>
public sealed class AuditOptions
{
    /// <summary>Days after which entries are deleted. Default 90; from 1 to 3650.</summary>
    [Setting("AUDIT_RETENTION_DAYS")]
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 90;

    /// <summary>Days after which usage is deleted. Default 400; from 1 to 3650.</summary>
    [Setting("USAGE_RETENTION_DAYS")]
    [Range(1, 3650)]
    public int UsageRetentionDays { get; set; } = 400;

    /// <summary>Hours after which one of the replicas looks through the whole trail again; 0 leaves it to the command. Default 24; from 0 to 720.</summary>
    [Setting("AUDIT_VERIFY_HOURS")]
    [Range(0, 720)]
    public int VerifyHours { get; set; } = 24;

    /// <summary>Whether a call waits for its intent. Default: <c>before-call</c>.</summary>
    [Setting("AUDIT_DURABILITY")]
    public AuditDurability Durability { get; set; } = AuditDurability.BeforeCall;

    /// <summary>Entries and intents that may wait to be written; beyond it calls are refused as overloaded. Default 20000; from 1000 to 1000000.</summary>
    [Setting("AUDIT_QUEUE")]
    [Range(1_000, 1_000_000)]
    public int Queue { get; set; } = 20_000;
}

/// <summary>What a call's row in the trail survives.</summary>
public enum AuditDurability
{
    /// <summary>The intent is committed before the upstream is contacted: no call without a trace.</summary>
    BeforeCall,

    /// <summary>The intent is committed within a tenth of a second: a killed process may take with it what was queued.</summary>
    Buffered,
}
