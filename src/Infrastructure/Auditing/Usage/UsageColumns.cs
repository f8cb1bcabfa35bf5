using McpService.Application.Auditing.GetUsage;

namespace McpService.Infrastructure.Auditing.Usage;

/// <summary>The columns of <c>usage</c>, keys first.</summary>
internal static class UsageColumns
{
    public static readonly IReadOnlyList<UsageColumn> Keys =
    [
        UsageColumn.OfNumber("writer", "int8", (writer, _) => writer),
        UsageColumn.OfNumber("at", "int8", (_, c) => c.Key.At),
        UsageColumn.OfNumber("span", "int4", (_, c) => c.Key.Span),
        new("tenant_ref", "uuid", (_, c) => c.Key.TenantRef),
        new("tool", "text", (_, c) => c.Key.Tool),
        UsageColumn.OfNumber("outcome", "int2", (_, c) => (long)c.Key.Outcome),
    ];

    public static readonly IReadOnlyList<UsageColumn> Counts =
    [
        UsageColumn.OfNumber("calls", "int8", (_, c) => c.Calls),
        UsageColumn.OfNumber("refusals", "int8", (_, c) => c.Refusals),
        UsageColumn.OfNumber("bytes_in", "int8", (_, c) => c.BytesIn),
        UsageColumn.OfNumber("bytes_out", "int8", (_, c) => c.BytesOut),
        UsageColumn.OfNumber("duration", "int8", (_, c) => c.Duration),
        .. Enumerable.Range(0, DurationBuckets.Count).Select(i => UsageColumn.OfNumber($"d{i}", "int8", (_, c) => c.Durations[i])),
    ];

    public static readonly IReadOnlyList<UsageColumn> All = [.. Keys, .. Counts];

    /// <summary>Adds rows to those of the same key that there are.</summary>
    /// <param name="rows">What makes the rows: <c>VALUES</c> or a <c>SELECT</c>.</param>
    public static string Upsert(string rows) =>
        $"INSERT INTO usage ({string.Join(", ", All.Select(c => c.Name))}) {rows} ON CONFLICT (at, span, tenant_ref, tool, outcome, writer) DO UPDATE SET "
        + string.Join(", ", Counts.Select(c => $"{c.Name} = usage.{c.Name} + excluded.{c.Name}"));
}
