using McpService.Application.Abstractions;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Persistence;
using McpService.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing;

/// <summary>
/// Closes intents whose outcome nobody will write any more: the process that made the call died. What became of the call is
/// unknown, and the trail says so in an outcome of its own; the intent stays as it is.
/// </summary>
internal sealed partial class OrphanedIntents(
    IDbContextFactory<GatewayDbContext> contexts, DatabaseProvider provider, InstanceId instance, TimeProvider time, ILogger<OrphanedIntents> logger)
{
    public const string Code = "orphaned";

    private const int PageSize = 250;

    /// <summary>Longer than any call may take: an intent of this age has no outcome to come.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    // Everything up to here was looked through by this process.
    private Guid _seen = Guid.Empty;

    /// <summary>Closes what this instance left when it died, without waiting for the intents to grow old. Older ones are not its business.</summary>
    public async Task CloseOwnAsync(DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var (from, until) = (TimeOrderedId.First(startedAt - Age), TimeOrderedId.First(startedAt));
        await CloseAsync(intents => intents.Where(e => e.Id >= from && e.Id < until && e.InstanceId == instance.Value), cancellationToken);
    }

    /// <summary>Closes whatever is older than any call can be, of any instance. Each run goes on where the last one ended.</summary>
    public async Task CloseOldAsync(CancellationToken cancellationToken)
    {
        var until = TimeOrderedId.First(time.GetUtcNow() - Age);
        while (await NextPageAsync(_seen, until, cancellationToken) is { } last)
        {
            var from = _seen;
            await CloseAsync(intents => intents.Where(e => e.Id > from && e.Id <= last), cancellationToken);
            _seen = last;
        }
    }

    /// <summary>End of the next page of intents, so that one statement never looks through the whole trail; null behind the last.</summary>
    private async Task<Guid?> NextPageAsync(Guid after, Guid until, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = await db.AuditEntries.Where(e => e.Id > after && e.Id < until && e.Stage == AuditStage.Intent)
            .OrderBy(e => e.Id).Take(PageSize).Select(e => e.Id).ToListAsync(cancellationToken);
        return ids.Count == 0 ? null : ids[^1];
    }

    private async Task CloseAsync(Func<IQueryable<AuditEntry>, IQueryable<AuditEntry>> which, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Two replicas that find the same intent would both close it.
        await provider.LockOrphansAsync(db, cancellationToken);
        var open = await which(db.AuditEntries.AsNoTracking().Where(e => e.Stage == AuditStage.Intent))
            .Where(intent => !db.AuditEntries.Any(e => e.CallId == intent.CallId && e.Stage == AuditStage.Outcome))
            .ToListAsync(cancellationToken);
        if (open.Count == 0) return;

        db.AddRange(open.Select(OutcomeOf));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Closed(open.Count);
    }

    private AuditEntry OutcomeOf(AuditEntry intent)
    {
        var now = time.GetUtcNow();
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            CallId = intent.CallId,
            Stage = AuditStage.Outcome,
            At = now,
            TenantRef = intent.TenantRef,
            Actor = intent.Actor,
            ActorKeyId = intent.ActorKeyId,
            RemoteAddress = intent.RemoteAddress,
            Action = intent.Action,
            Tool = intent.Tool,
            ArgumentsHash = intent.ArgumentsHash,
            Outcome = AuditOutcome.Unknown,
            Code = Code,
            RequestId = intent.RequestId,
            InstanceId = instance.Value,
        };
    }

    [LoggerMessage(2121, LogLevel.Warning, "Closed {Count} audit intents without an outcome as unknown.")]
    private partial void Closed(int count);
}
