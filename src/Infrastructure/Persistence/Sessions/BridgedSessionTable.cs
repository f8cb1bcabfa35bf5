using System.Data.Common;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Upstream;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.Sessions;

/// <summary>Sessions that the gateway plays, and the messages that wait for the replica that holds their call. Nothing in it outlives its client's ticket.</summary>
internal sealed class BridgedSessionTable(DatabaseProvider database, DatabaseGate gate, TimeProvider time) : IBridgedSessions
{
    /// <summary>Begins what is told to other replicas of a session.</summary>
    public const string AnnouncementPrefix = "bridged:";

    private const int MaxAttempts = 10;

    private static readonly TimeSpan MailLifetime = TimeSpan.FromMinutes(2); // the holder takes it within seconds, or nobody does

    public bool IsShared => database is PostgresProvider;

    public async Task<BridgedState> FindAsync(string session, CancellationToken cancellationToken) =>
        await gate.RunAsync(ct => ReadAsync(session, ct), cancellationToken) is [var (state, _)] ? state : BridgedState.New;

    public async Task<IReadOnlyDictionary<string, int>> VersionsAsync(IReadOnlyCollection<string> open, CancellationToken cancellationToken) => await gate.RunAsync(
        async ct =>
        {
            await using var connection = await database.OpenAsync(ct);
            await using var command = connection.Statement(
                $"SELECT session, version FROM bridged_sessions WHERE {database.Sql.IsOneOf("session", "@sessions")}", ("@sessions", database.Sql.List([.. open])));
            return (await command.ReadAllAsync(row => (row.GetString(0), row.GetInt32(1)), ct)).ToDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal);
        },
        cancellationToken);

    public async Task ChangeAsync(string session, DateTimeOffset endsAt, Func<BridgedState, BridgedState> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await gate.RunAsync(ct => TryChangeAsync(session, endsAt, change, ct), cancellationToken)) return;
        }

        throw UnavailableException.Database();
    }

    public Task PutAsync(BridgedMail mail, CancellationToken cancellationToken) => gate.RunAsync(
        async ct =>
        {
            var now = time.GetUtcNow();
            await using var connection = await database.OpenAsync(ct);
            await using var old = connection.Statement("DELETE FROM bridged_mail WHERE at < @old", ("@old", database.Sql.Time(now - MailLifetime)));
            await old.ExecuteNonQueryAsync(ct);
            await using var add = connection.Statement(
                "INSERT INTO bridged_mail (session, name, blob, at) VALUES (@session, @name, @blob, @at) ON CONFLICT DO NOTHING",
                ("@session", mail.Session),
                ("@name", mail.Name),
                ("@blob", mail.Blob),
                ("@at", database.Sql.Time(now)));
            await add.ExecuteNonQueryAsync(ct);
            await AnnounceAsync(connection, mail.Session, ct);
            return true;
        },
        cancellationToken);

    public async Task<IReadOnlyList<BridgedMail>> ListAsync(IReadOnlyCollection<string> sessions, CancellationToken cancellationToken) => await gate.RunAsync(
        async ct =>
        {
            await using var connection = await database.OpenAsync(ct);
            await using var command = connection.Statement(
                $"SELECT session, name, blob FROM bridged_mail WHERE {database.Sql.IsOneOf("session", "@sessions")}", ("@sessions", database.Sql.List([.. sessions])));
            return await command.ReadAllAsync(row => new BridgedMail(row.GetString(0), row.GetString(1), row.GetString(2)), ct);
        },
        cancellationToken);

    public Task<bool> TakeAsync(BridgedMail mail, CancellationToken cancellationToken) => gate.RunAsync(
        async ct =>
        {
            await using var connection = await database.OpenAsync(ct);
            await using var command = connection.Statement("DELETE FROM bridged_mail WHERE session = @session AND name = @name", ("@session", mail.Session), ("@name", mail.Name));
            return await command.ExecuteNonQueryAsync(ct) > 0;
        },
        cancellationToken);

    private async Task<bool> TryChangeAsync(string session, DateTimeOffset endsAt, Func<BridgedState, BridgedState> change, CancellationToken cancellationToken)
    {
        var (state, version) = await ReadAsync(session, cancellationToken) is [var found] ? found : (BridgedState.New, 0);
        var changed = change(state);
        await using var connection = await database.OpenAsync(cancellationToken);
        if (version == 0)
        {
            await using var old = connection.Statement("DELETE FROM bridged_sessions WHERE ends_at < @now", ("@now", database.Sql.Time(time.GetUtcNow())));
            await old.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = connection.Statement(
            version == 0
                ? """
                  INSERT INTO bridged_sessions (session, ends_at, log_level, subscriptions, is_ended, version) VALUES (@session, @ends, @level, @subscriptions, @ended, 1)
                  ON CONFLICT DO NOTHING
                  """
                : """
                  UPDATE bridged_sessions SET log_level = @level, subscriptions = @subscriptions, is_ended = @ended, version = version + 1
                  WHERE session = @session AND version = @version
                  """,
            ("@session", session),
            ("@ends", database.Sql.Time(endsAt)),
            ("@level", changed.LogLevel),
            ("@subscriptions", JsonSerializer.Serialize(changed.Subscriptions)),
            ("@ended", changed.IsEnded ? 1 : 0),
            ("@version", version));
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0) return false;
        await AnnounceAsync(connection, session, cancellationToken);
        return true;
    }

    private async Task<List<(BridgedState State, int Version)>> ReadAsync(string session, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement("SELECT log_level, subscriptions, is_ended, version FROM bridged_sessions WHERE session = @session", ("@session", session));
        return await command.ReadAllAsync(
            row => (new BridgedState(row.IsDBNull(0) ? null : row.GetString(0), JsonSerializer.Deserialize<string[]>(row.GetString(1)) ?? [], row.GetInt32(2) != 0), row.GetInt32(3)),
            cancellationToken);
    }

    /// <summary>By its id alone: whoever hears it reads the tables.</summary>
    private async Task AnnounceAsync(DbConnection connection, string session, CancellationToken cancellationToken)
    {
        if (!IsShared) return;
        await using var command = connection.Statement("SELECT pg_notify(@channel, @payload)", ("@channel", Announcement.Channel), ("@payload", AnnouncementPrefix + session));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
