using System.Data.Common;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// What differs between the databases. The statements of the start and of every call are written by hand: loading EF Core's model takes
/// longer than the rest of the start together, and administrators' requests can wait for it. So nothing here knows EF Core.
/// </summary>
internal abstract class DatabaseProvider
{
    /// <summary>As <c>/health</c> names it.</summary>
    public abstract string Name { get; }

    public abstract SqlDialect Sql { get; }

    /// <summary>For a driver, and for EF Core's; holds the password where there is one.</summary>
    public abstract string ConnectionString { get; }

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

    /// <summary>A transaction that reads everything as it was when it began, and holds nobody up.</summary>
    public abstract Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Lets one process at a time go on, until the transaction ends.</summary>
    public abstract Task LockAsync(DbTransaction transaction, long key, CancellationToken cancellationToken);

    /// <summary>Proves that no other process uses the database while what is returned is not disposed; null where that cannot be proved.</summary>
    public virtual IDisposable? TryBeAlone() => null;

    /// <summary>Tells other processes: with the commit where a transaction is under way on the connection, else at once.</summary>
    public abstract Task AnnounceAsync(DbConnection connection, Announcement announcement, CancellationToken cancellationToken);

    /// <summary>Removes from the disk, as far as it is ours to do, what a committed transaction deleted.</summary>
    public abstract Task EraseTracesAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Throws away what is kept of a server that failed so, or that is the wrong one.</summary>
    public virtual void Forget(Exception failure)
    {
    }

    /// <summary>Sets what holds for one connection that was just opened.</summary>
    public virtual void OnOpened(DbConnection connection)
    {
    }

    protected abstract DbConnection NewConnection();
}
