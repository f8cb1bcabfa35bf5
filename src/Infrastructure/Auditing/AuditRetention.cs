using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Auditing;

/// <summary>Deletes what is older than the operator wants to keep, in batches that hold no lock for long.</summary>
internal sealed partial class AuditRetention(
    DatabaseProvider database, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditRetention> logger)
{
    private const int BatchSize = 2_000;

    public async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        var end = TimeOrderedId.First(time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays));
        int deleted, total = 0;
        do
        {
            deleted = await DeleteAsync(end, cancellationToken);
            total += deleted;
        }
        while (deleted == BatchSize);

        if (total > 0) Deleted(total);
    }

    private async Task<int> DeleteAsync(Guid end, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries WHERE id < @end ORDER BY id LIMIT {BatchSize})", ("@end", end));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(2132, LogLevel.Information, "Deleted {Count} audit rows past their retention.")]
    private partial void Deleted(int count);
}
