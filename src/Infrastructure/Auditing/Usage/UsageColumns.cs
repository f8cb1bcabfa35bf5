using McpService.Application.Auditing.GetUsage;

namespace McpService.Infrastructure.Auditing.Usage;

/// <summary>The columns of <c>usage</c>, keys first.</summary>
internal static class UsageColumns
{
    public static readonly IReadOnlyList<UsageColumn> Keys =
    [
        new("writer", "int8", (writer, _) => writer),
        new("at", "int8", (_, c) => c.Key.At),
        new("span", "int4", (_, c) => c.Key.Span),
        new("tenant_ref", "uuid", (_, c) => c.Key.TenantRef),
        new("tool", "text", (_, c) => c.Key.Tool),
        new("outcome", "int2", (_, c) => (int)c.Key.Outcome),
    ];

    public static readonly IReadOnlyList<UsageColumn> Counts =
    [
        new("calls", "int8", (_, c) => c.Calls),
        new("refusals", "int8", (_, c) => c.Refusals),
        new("bytes_in", "int8", (_, c) => c.BytesIn),
        new("bytes_out", "int8", (_, c) => c.BytesOut),
        new("duration", "int8", (_, c) => c.Duration),
        .. Enumerable.Range(0, DurationBuckets.Count).Select(i => new UsageColumn($"d{i}", "int8", (_, c) => c.Durations[i])),
    ];

    public static readonly IReadOnlyList<UsageColumn> All = [.. Keys, .. Counts];

    /// <summary>Adds rows to those of the same key that there are.</summary>
    /// <param name="rows">What makes the rows: <c>VALUES</c> or a <c>SELECT</c>.</param>
    public static string Upsert(string rows) =>
        $"INSERT INTO usage ({string.Join(", ", All.Select(c => c.Name))}) {rows} ON CONFLICT (at, span, tenant_ref, tool, outcome, writer) DO UPDATE SET "
        + string.Join(", ", Counts.Select(c => $"{c.Name} = usage.{c.Name} + excluded.{c.Name}"));
}

/// <param name="Name">In the table.</param>
/// <param name="Type">In PostgreSQL.</param>
/// <param name="ValueOf">For a writer's cell.</param>
internal sealed record UsageColumn(string Name, string Type, Func<long, UsageCell, object> ValueOf);
