using System.Data.Common;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Usage;

/// <summary>Turns minutes into hours once they are two days old, and deletes what is older than the operator wants to keep.</summary>
internal sealed class UsageRollup(DatabaseProvider database, TimeProvider time)
{
    private static readonly TimeSpan AgeOfMinutes = TimeSpan.FromDays(2);

    private static readonly string Keys = "writer, tenant_ref, tool, outcome";
    private static readonly string Counts = string.Join(", ", UsageColumns.Counts.Select(c => c.Name));
    private static readonly string Sums = string.Join(", ", UsageColumns.Counts.Select(c => $"CAST(sum({c.Name}) AS bigint)"));

    public async Task RunAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        var until = HourOf(time.GetUtcNow() - AgeOfMinutes);
        while (await NextAsync(until, cancellationToken) is { } hour) await RollUpAsync(hour, cancellationToken);

        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement("DELETE FROM usage WHERE at < @end", ("@end", (time.GetUtcNow() - retention).ToUnixTimeSeconds()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The oldest hour with minutes in it that ends by then; null for none.</summary>
    private async Task<long?> NextAsync(long until, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement($"SELECT min(at) FROM usage WHERE span = {UsageRules.Minute} AND at < @until", ("@until", until));
        return await command.ExecuteScalarAsync(cancellationToken) is long at ? at - (at % UsageRules.Hour) : null;
    }

    private async Task RollUpAsync(long hour, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var range = $"span = {UsageRules.Minute} AND at >= {hour} AND at < {hour + UsageRules.Hour}";
        await RunAsync(
            transaction,
            $"""
            INSERT INTO usage (at, span, {Keys}, {Counts}) SELECT {hour}, {UsageRules.Hour}, {Keys}, {Sums} FROM usage WHERE {range} GROUP BY {Keys}
            ON CONFLICT (at, span, tenant_ref, tool, outcome, writer) DO UPDATE SET {string.Join(", ", UsageColumns.Counts.Select(c => $"{c.Name} = usage.{c.Name} + excluded.{c.Name}"))}
            """,
            cancellationToken);
        await RunAsync(transaction, $"DELETE FROM usage WHERE {range}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task RunAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.Statement(sql);
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static long HourOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / UsageRules.Hour * UsageRules.Hour;
}
