using McpService.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Auditing;

/// <summary>Deletes what is older than the operator wants to keep, in batches that hold no lock for long.</summary>
internal sealed partial class AuditRetention(
    IDbContextFactory<GatewayDbContext> contexts, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditRetention> logger)
{
    private const int BatchSize = 5_000;

    public async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        var end = TimeOrderedId.First(time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        int deleted, total = 0;
        do
        {
            deleted = await db.AuditEntries.Where(e => e.Id < end).OrderBy(e => e.Id).Take(BatchSize).ExecuteDeleteAsync(cancellationToken);
            total += deleted;
        }
        while (deleted == BatchSize);

        if (total > 0) Deleted(total);
    }

    [LoggerMessage(2132, LogLevel.Information, "Deleted {Count} audit rows past their retention.")]
    private partial void Deleted(int count);
}
