using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence.Providers;

/// <summary>What differs between the databases beyond what EF Core hides.</summary>
internal abstract class DatabaseProvider
{
    /// <summary>As <c>/health</c> names it.</summary>
    public abstract string Name { get; }

    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>Waits for the lock that lets one process at a time prepare the database; a process that dies gives it back.</summary>
    public abstract Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken);

    /// <summary>Makes the database ready for migrations; called under the lock.</summary>
    public abstract Task PrepareAsync(GatewayDbContext db, CancellationToken cancellationToken);

    /// <summary>Tells other processes, if the transaction under way commits.</summary>
    public abstract Task AnnounceAsync(GatewayDbContext db, Announcement announcement, CancellationToken cancellationToken);

    /// <summary>Removes from the disk, as far as it is ours to do, what a committed transaction deleted.</summary>
    public abstract Task<int> EraseTracesAsync(GatewayDbContext db, CancellationToken cancellationToken);

    /// <summary>Lets one process at a time close orphaned intents, until the transaction under way ends.</summary>
    public abstract Task LockOrphansAsync(GatewayDbContext db, CancellationToken cancellationToken);
}
