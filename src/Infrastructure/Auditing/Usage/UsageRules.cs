using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Usage;

/// <summary>What of the trail is counted, and under which key. A function of the entry alone, so that usage can be counted again from the trail.</summary>
internal static class UsageRules
{
    public const int Minute = 60;
    public const int Hour = 3600;

    /// <summary>Tools that nobody knows to exist, and those beyond the first <see cref="MaxTools"/> of a tenant.</summary>
    public const string OtherTool = "(other)";

    public const int MaxTools = 500;

    private const string Refused = "(refused)";

    /// <summary>Null for what is not counted: changes, tokens.</summary>
    public static UsageKey? KeyOf(AuditEntry entry) =>
        ToolOf(entry) is { } tool ? new UsageKey(MinuteOf(entry), Minute, entry.TenantRef ?? Guid.Empty, tool, entry.Outcome) : null;

    /// <summary>The key within which a name beyond the bound is counted.</summary>
    public static UsageKey Other(UsageKey key) => key with { Tool = OtherTool };

    public static bool IsName(string tool) => tool[0] != '(';

    private static string? ToolOf(AuditEntry entry) => entry.Action switch
    {
        // Under its name only when a call of it was sent: anybody can make up names.
        AuditAction.ToolCall => entry.Outcome is AuditOutcome.NotSent or AuditOutcome.Refused || string.IsNullOrEmpty(entry.Tool) || entry.Tool[0] == '(' ? OtherTool : entry.Tool,
        AuditAction.ToolList => "(tools/list)",
        AuditAction.SessionOpen => "(initialize)",
        AuditAction.McpRequest => "(other requests)",
        AuditAction.RequestsRefuse => Refused,
        _ => null,
    };

    // When it ended: usage is added as calls end.
    private static long MinuteOf(AuditEntry entry)
    {
        var ended = (TimeOrderedId.MillisecondsOf(entry.Id) / 1000) + ((entry.Duration ?? 0) / 1_000_000);
        return ended - (ended % Minute);
    }
}
