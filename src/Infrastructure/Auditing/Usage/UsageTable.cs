using System.Data.Common;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Usage;

/// <summary>Adds to <c>usage</c> within a transaction of somebody else's.</summary>
internal static class UsageTable
{
    private static readonly string Upsert = UsageColumns.Upsert($"VALUES ({string.Join(", ", UsageColumns.All.Select(c => $"@{c.Name}"))})");

    public static async Task AddAsync(DbTransaction transaction, long writer, IEnumerable<UsageCell> cells, CancellationToken cancellationToken)
    {
        foreach (var cell in cells)
        {
            await using var command = transaction.Connection!.Statement(
                Upsert, [.. UsageColumns.All.Select(c => ($"@{c.Name}", (object?)c.ValueOf(writer, cell)))]);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
