using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Why a database does not do what it should, in its own words, for an operator: the end of a sentence that begins with DATABASE_URL.</summary>
public static class DatabaseReason
{
    /// <returns>Null where no database is to blame.</returns>
    public static string? Of(Exception failure)
    {
        var chain = new List<Exception>();
        for (var e = failure; e is not null; e = e.InnerException) chain.Add(e);
        if (!chain.Exists(e => e is DbException)) return null;

        if (chain.OfType<PostgresException>().FirstOrDefault() is { } answered)
            return $"leads to a PostgreSQL that says: {answered.MessageText} ({answered.SqlState})";
        if (chain.OfType<SqliteException>().FirstOrDefault() is { } sqlite) return $"leads to a SQLite file that cannot be used: {sqlite.Message}";
        if (chain.OfType<AuthenticationException>().FirstOrDefault() is { } tls) return $"leads to a server whose certificate is not accepted: {tls.Message}";

        // Not the exception's own message, which has the address.
        return chain.OfType<SocketException>().FirstOrDefault() is { } socket
            ? $"leads to no database that answers: {new SocketException((int)socket.SocketErrorCode).Message}."
            : "leads to no database that answers.";
    }
}
