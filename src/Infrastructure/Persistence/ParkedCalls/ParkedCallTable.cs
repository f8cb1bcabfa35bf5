using System.Data.Common;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.ParkedCalls;

/// <summary>
/// The calls that are parked, for all replicas. A row lives from the first question to the call's entry in the trail, so that no kill makes an end of it that is not told. Times are the
/// database's.
/// </summary>
internal sealed class ParkedCallTable(DatabaseProvider database, DatabaseGate gate)
{
    private const string Columns = "id, tenant_ref, credential_version, intent, place, round, holder, is_held, is_resumable";

    private readonly string _park = $"""
        INSERT INTO parked_calls ({Columns}, expires, seen, is_waiting)
        SELECT @id, @tenant, @version, @intent, @place, @round, @holder, true, @resumable, {database.Sql.Now} + @lifetime, {database.Sql.Now}, true
        WHERE (SELECT count(*) FROM parked_calls WHERE tenant_ref = @tenant AND is_waiting) < @max
        ON CONFLICT (id) DO UPDATE SET place = excluded.place, round = excluded.round, holder = excluded.holder, is_held = true, is_resumable = excluded.is_resumable,
            expires = excluded.expires, seen = excluded.seen, is_waiting = true
        """;

    private readonly string _waiting = $"SELECT {Columns} FROM parked_calls WHERE is_waiting AND expires > {database.Sql.Now}";

    private readonly string _take = $"""
        UPDATE parked_calls SET is_waiting = false, holder = @me, seen = {database.Sql.Now}
        WHERE id = @id AND round = @round AND is_waiting AND holder = @holder
        """;

    private readonly string _see = $"UPDATE parked_calls SET seen = {database.Sql.Now} WHERE holder = @me";
    private readonly string _expired = $"SELECT {Columns} FROM parked_calls WHERE is_waiting AND expires <= {database.Sql.Now} AND (holder = @me OR expires <= {database.Sql.Now} - @grace)";
    private readonly string _stranded = $"SELECT {Columns} FROM parked_calls WHERE is_waiting AND NOT is_resumable AND holder <> @me AND seen <= {database.Sql.Now} - @silence";
    private readonly string _orphaned = $"SELECT {Columns} FROM parked_calls WHERE NOT is_waiting AND holder <> @me AND seen <= {database.Sql.Now} - @silence";

    /// <summary>Parks a call, for the first time or again.</summary>
    /// <param name="call">The call.</param>
    /// <param name="lifetime">How long its client may take.</param>
    /// <param name="max">Calls of its tenant that may wait at once.</param>
    /// <param name="cancellationToken">Of the call.</param>
    /// <returns>False where there are as many as may be. Replicas that park at once may pass the bound by one each.</returns>
    /// <exception cref="Application.Errors.UnavailableException">The database is away.</exception>
    public async Task<bool> ParkAsync(ParkedCall call, TimeSpan lifetime, int max, CancellationToken cancellationToken) => await ExecuteAsync(
        _park,
        cancellationToken,
        ("@id", call.Id),
        ("@tenant", call.TenantRef),
        ("@version", call.CredentialVersion),
        ("@intent", call.Intent),
        ("@place", call.Place),
        ("@round", call.Round),
        ("@holder", call.Holder),
        ("@resumable", call.IsResumable),
        ("@lifetime", Microseconds(lifetime)),
        ("@max", max)) > 0;

    /// <summary>The call where it waits in this round, and its time is not over; else null.</summary>
    public async Task<ParkedCall?> FindAsync(Guid id, int round, CancellationToken cancellationToken) =>
        (await ReadAsync($"{_waiting} AND id = @id AND round = @round", cancellationToken, ("@id", id), ("@round", round))).FirstOrDefault();

    /// <summary>Takes a call that waits. One caller wins.</summary>
    /// <param name="call">As it was found.</param>
    /// <param name="me">Who holds it from now on.</param>
    /// <param name="cancellationToken">Of the request.</param>
    public async Task<bool> TakeAsync(ParkedCall call, string me, CancellationToken cancellationToken) =>
        await ExecuteAsync(_take, cancellationToken, ("@id", call.Id), ("@round", call.Round), ("@holder", call.Holder), ("@me", me)) > 0;

    /// <summary>Whether the one who held it may still have its stream open.</summary>
    public async Task<bool> IsHeldAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync($"SELECT {Columns} FROM parked_calls WHERE id = @id", cancellationToken, ("@id", id))).Any(c => c.IsHeld);

    /// <summary>Those of these calls that another process has taken.</summary>
    public async Task<IReadOnlyList<Guid>> TakenFromAsync(string me, IReadOnlyCollection<Guid> calls, CancellationToken cancellationToken)
    {
        var sql = $"SELECT {Columns} FROM parked_calls WHERE holder <> @me AND {database.Sql.IsOneOf("id", "@ids")}";
        return [.. (await ReadAsync(sql, cancellationToken, ("@me", me), ("@ids", database.Sql.List([.. calls])))).Select(c => c.Id)];
    }

    /// <summary>The stream of a call that another process took is closed.</summary>
    public Task LetGoAsync(Guid id, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE parked_calls SET is_held = false WHERE id = @id AND NOT is_waiting", cancellationToken, ("@id", id));

    /// <summary>The process holds no stream any more.</summary>
    public Task LetGoAllAsync(string me, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE parked_calls SET is_held = false WHERE holder = @me", cancellationToken, ("@me", me));

    /// <summary>Any call is parked, or was until now.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken) => (await ReadAsync($"SELECT {Columns} FROM parked_calls LIMIT 1", cancellationToken)).Count > 0;

    /// <summary>The process is there: what it holds is not orphaned.</summary>
    public Task SeeAsync(string me, CancellationToken cancellationToken) => ExecuteAsync(_see, cancellationToken, ("@me", me));

    /// <summary>Calls whose time is over: one's own at once, others' after a while, which their holders get to end them.</summary>
    public Task<List<ParkedCall>> ExpiredAsync(string me, TimeSpan grace, CancellationToken cancellationToken) =>
        ReadAsync(_expired, cancellationToken, ("@me", me), ("@grace", Microseconds(grace)));

    /// <summary>All calls that wait.</summary>
    public Task<List<ParkedCall>> WaitingAsync(CancellationToken cancellationToken) => ReadAsync(_waiting, cancellationToken);

    /// <summary>Calls that went on in a process that is gone.</summary>
    public Task<List<ParkedCall>> OrphanedAsync(string me, TimeSpan silence, CancellationToken cancellationToken) =>
        ReadAsync(_orphaned, cancellationToken, ("@me", me), ("@silence", Microseconds(silence)));

    /// <summary>Calls that wait where nobody but a process that is gone could go on with them.</summary>
    public Task<List<ParkedCall>> StrandedAsync(string me, TimeSpan silence, CancellationToken cancellationToken) =>
        ReadAsync(_stranded, cancellationToken, ("@me", me), ("@silence", Microseconds(silence)));

    /// <summary>Takes a call that nobody goes on with, to end it. One caller wins.</summary>
    public async Task<bool> TakeOrphanAsync(ParkedCall call, string me, CancellationToken cancellationToken) => await ExecuteAsync(
        "UPDATE parked_calls SET holder = @me WHERE id = @id AND holder = @holder AND round = @round AND NOT is_waiting",
        cancellationToken, ("@id", call.Id), ("@round", call.Round), ("@holder", call.Holder), ("@me", me)) > 0;

    /// <summary>Rows whose calls the trail has the end of are done with.</summary>
    public Task ForgetEndedAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM parked_calls WHERE NOT is_waiting AND EXISTS (SELECT 1 FROM audit_entries WHERE audit_entries.id = parked_calls.id)", cancellationToken);

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) => gate.RunAsync(
        async ct =>
        {
            await using var connection = await database.OpenAsync(ct);
            await using var command = connection.Statement(sql, parameters);
            return await command.ExecuteNonQueryAsync(ct);
        },
        cancellationToken);

    private Task<List<ParkedCall>> ReadAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) => gate.RunAsync(
        async ct =>
        {
            await using var connection = await database.OpenAsync(ct);
            await using var command = connection.Statement(sql, parameters);
            return await command.ReadAllAsync(Read, ct);
        },
        cancellationToken);

    private static ParkedCall Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetFieldValue<byte[]>(3), row.GetString(4), row.GetInt32(5), row.GetString(6), row.GetBoolean(7), row.GetBoolean(8));

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
