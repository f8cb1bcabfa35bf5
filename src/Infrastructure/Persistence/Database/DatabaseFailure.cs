using System.Data.Common;
using System.Net.Sockets;
using McpService.Application.Errors;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Tells a database that is away, busy or broken from one that says no to what it was asked.</summary>
internal static class DatabaseFailure
{
    /// <summary>True where the same request may succeed later; false for a constraint, a bad value or a fault of ours.</summary>
    public static bool IsAway(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case UnavailableException:
                    return true;
                case PostgresException answered:
                    return IsAway(answered.SqlState);
                case SqliteException sqlite:
                    return IsAway(sqlite.SqliteErrorCode);

                // Npgsql's own: no connection, a broken one, none free in the pool, no answer in time.
                case NpgsqlException or SocketException or TimeoutException:
                    return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True where other connections of the pool are no better: they lead to a server that ended, or that after a failover only reads. Kept, they would refuse calls
    /// for as long as they are used.
    /// </summary>
    public static bool IsOfTheServer(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction }:
                case PostgresException { SqlState: ['0', '8', ..] or ['5', '7', 'P', '0', ..] }:
                case SocketException or IOException:
                    return true;
            }
        }

        return false;
    }

    /// <summary>True where the disk has no room for what was to be added.</summary>
    public static bool IsFull(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { SqlState: PostgresErrorCodes.DiskFull } or SqliteException { SqliteErrorCode: raw.SQLITE_FULL }) return true;
        }

        return false;
    }

    /// <summary>
    /// True where the database itself said no to a commit, and nothing was done. An end of the connection says nothing: PostgreSQL ends one that waits for a standby after it
    /// has committed, and calls that fatal, not an error. Of SQLite only a failure of the disk leaves a doubt: what was written may be read at the next start.
    /// </summary>
    public static bool IsRefusal(DbException failure) => failure switch
    {
        PostgresException answered => answered.InvariantSeverity == "ERROR",
        SqliteException sqlite => sqlite.SqliteErrorCode != raw.SQLITE_IOERR,
        _ => false,
    };

    private static bool IsAway(string state) => state is [var a, var b, ..] && (a, b) switch
    {
        // Connection, authorization, catalog; rollback for deadlock or serialization; resources, intervention, system.
        ('0', '8') or ('2', '8') or ('3', 'D') or ('4', '0') or ('5', '3') or ('5', '7') or ('5', '8') => true,
        _ => state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction,
    };

    private static bool IsAway(int code) => code
        is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT
        or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_NOTADB;
}
