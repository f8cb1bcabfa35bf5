using System.Data.Common;
using System.Runtime.CompilerServices;
using McpService.Application.Auditing.GetUsage;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Reading;

/// <summary>Sums up counts of all writers, a piece of the range at a time.</summary>
internal sealed class UsageReader(DatabaseProvider database, DatabaseGate gate) : IUsageReader
{
    public async IAsyncEnumerable<UsageRow> ReadAsync(UsageSearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // To the minute, which is what is counted.
        var (from, to) = (search.From.ToUnixTimeSeconds() / 60 * 60, search.To.ToUnixTimeSeconds());
        var length = search.Seconds ?? Math.Max(1, to - from);
        var step = search.Seconds is { } seconds ? Math.Max(seconds, 86_400) : length;
        for (var at = from; at < to; at = NextOf(at, step, search.Seconds))
        {
            var end = Math.Min(to, NextOf(at, step, search.Seconds));
            foreach (var row in await gate.RunAsync(ct => PieceAsync(search, at, end, search.Seconds is null ? null : length, ct), cancellationToken)) yield return row;
        }
    }

    // Pieces end where days do, so that no interval lies in two of them.
    private static long NextOf(long at, long step, int? seconds) => seconds is null ? at + step : ((at / step) + 1) * step;

    private async Task<List<UsageRow>> PieceAsync(UsageSearch search, long from, long to, long? length, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var start = length is { } interval ? $"(u.at / {interval}) * {interval}" : $"CAST({from} AS bigint)";
        var conditions = new List<string> { "u.at >= @from", "u.at < @to" };
        var values = new List<(string, object?)> { ("@from", from), ("@to", to) };
        Add(search.TenantRef, "u.tenant_ref = @tenant", "@tenant");
        Add(search.TenantId, "u.tenant_ref = (SELECT id FROM tenants WHERE tenant_id = @tenantId)", "@tenantId");
        Add(search.Tool, "u.tool = @tool", "@tool");

        await using var command = connection.Statement(
            $"""
            SELECT s.start, t.tenant_id, s.tool, s.outcome, {string.Join(", ", UsageColumns.Counts.Select(c => $"s.{c.Name}"))} FROM (
                SELECT {start} AS start, u.tenant_ref, u.tool, u.outcome, {string.Join(", ", UsageColumns.Counts.Select(c => $"CAST(sum(u.{c.Name}) AS bigint) AS {c.Name}"))}
                FROM usage AS u WHERE {string.Join(" AND ", conditions)} GROUP BY 1, 2, 3, 4) AS s
            LEFT JOIN tenants AS t ON t.id = s.tenant_ref ORDER BY s.start, s.tenant_ref, s.tool, s.outcome
            """,
            [.. values]);
        return await command.ReadAllAsync(Read, cancellationToken);

        void Add(object? value, string condition, string name)
        {
            if (value is null) return;
            conditions.Add(condition);
            values.Add((name, value));
        }
    }

    private static UsageRow Read(DbDataReader row)
    {
        var durations = new long[DurationBuckets.Count];
        for (var i = 0; i < durations.Length; i++) durations[i] = row.GetInt64(9 + i);
        return new UsageRow(
            DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(0)),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.GetString(2),
            (AuditOutcome)row.GetInt16(3),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetInt64(6),
            row.GetInt64(7),
            row.GetInt64(8),
            durations);
    }
}
