using System.Data.Common;
using McpService.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// What differs between the databases beyond what EF Core hides. The statements of the start and of every call are written by hand:
/// loading EF Core's model takes longer than the rest of the start together, and administrators' requests can wait for it.
/// </summary>
internal abstract class DatabaseProvider
{
    /// <summary>As <c>/health</c> names it.</summary>
    public abstract string Name { get; }

    /// <summary>The context whose migrations belong to this database.</summary>
    public abstract Type Context { get; }

    public abstract SqlDialect Sql { get; }

    public abstract void Configure(DbContextOptionsBuilder options);

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = NewConnection();
        try
        {
            await connection.OpenAsync(cancellationToken);
            OnOpened(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the lock that lets one process at a time prepare the database; a process that dies gives it back.</summary>
    public abstract Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken);

    /// <summary>Makes the database ready for migrations; called under the lock.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Lets one process at a time go on, until the transaction ends.</summary>
    public abstract Task LockAsync(DbTransaction transaction, long key, CancellationToken cancellationToken);

    /// <summary>Tells other processes: with the commit where a transaction is under way on the connection, else at once.</summary>
    public abstract Task AnnounceAsync(DbConnection connection, Announcement announcement, CancellationToken cancellationToken);

    /// <summary>Removes from the disk, as far as it is ours to do, what a committed transaction deleted.</summary>
    public abstract Task<int> EraseTracesAsync(GatewayDbContext db, CancellationToken cancellationToken);

    protected abstract DbConnection NewConnection();

    /// <summary>Sets what holds for one connection.</summary>
    protected virtual void OnOpened(DbConnection connection)
    {
    }
}
