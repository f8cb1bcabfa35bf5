using System.Data.Common;
using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>
/// Asks the database itself, whether it answers and whether it takes what is written: a standby, a role that may only read and a full disk answer too.
/// Anybody may ask for health, so those who ask within a second share one answer, if it was good, and those who ask at the same time any.
/// </summary>
internal sealed partial class HealthProbe(DatabaseProvider database, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<HealthProbe> logger) : IHealthProbe
{
    private const string Away = "The database does not answer.";
    private const string ReadOnly = "The database cannot be written.";

    /// <summary>How long a good answer holds: a fsync a second at most, whoever asks.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly Lock _asking = new();
    private Task<DatabaseHealth>? _question;
    private long _askedAt;
    private volatile bool _isGood;
    private volatile bool _isRefused;

    public string? WhyNotReady => state.Why;

    public async ValueTask WaitForStartAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!state.IsStarting) return;
        try
        {
            await state.WaitAsync(cancellationToken).WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Whoever needs the database says that it is away.
        }
    }

    public Task<DatabaseHealth> CheckDatabaseAsync(CancellationToken cancellationToken)
    {
        lock (_asking)
        {
            if (!Holds(_question)) (_question, _askedAt) = (Task.Run(AskAsync, CancellationToken.None), time.GetTimestamp());
            return _question!.WaitAsync(cancellationToken);
        }
    }

    private bool Holds(Task<DatabaseHealth>? question) =>
        question is { IsCompleted: false } || (question is not null && _isGood && time.GetElapsedTime(_askedAt) < Lifetime);

    private async Task<DatabaseHealth> AskAsync()
    {
        var started = time.GetTimestamp();
        try
        {
            var (active, expiring) = await gate.RunAsync(CountAndWriteAsync, CancellationToken.None);
            if (state.IsFull) return Unhealthy(ReadOnly, started);
            if (_isRefused) Written();
            (_isRefused, _isGood) = (false, true);
            return new DatabaseHealth(true, database.Name, Elapsed(started), active, expiring);
        }
        catch (UnavailableException)
        {
            return Unhealthy(Away, started);
        }
        catch (DbException refused)
        {
            if (!_isRefused) Refused(refused.Message);
            _isRefused = true;
            return Unhealthy(ReadOnly, started);
        }
    }

    private DatabaseHealth Unhealthy(string why, long started)
    {
        _isGood = false;
        return new DatabaseHealth(false, database.Name, Elapsed(started), 0, 0, why);
    }

    private double Elapsed(long started) => time.GetElapsedTime(started).TotalMilliseconds;

    private async Task<(int Active, int Expiring)> CountAndWriteAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await WriteAsync(connection, cancellationToken);
        await using var command = connection.Statement(
            "SELECT (SELECT count(*) FROM tenants WHERE status = 'active'), (SELECT count(*) FROM upstream_credentials WHERE expires_at <= @soon)",
            ("@soon", database.Sql.Time(time.GetUtcNow() + UpstreamCredential.WarnBeforeExpiry)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetInt32(1));
    }

    /// <summary>Commits one row, the same for all replicas, as a call's intent would be committed.</summary>
    private async Task WriteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Statement(
            "INSERT INTO write_probe (id, at) VALUES (1, @at) ON CONFLICT (id) DO UPDATE SET at = excluded.at", ("@at", database.Sql.Time(time.GetUtcNow())));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(2005, LogLevel.Warning, "The database refuses to be written; the service is not ready: {Reason}")]
    private partial void Refused(string reason);

    [LoggerMessage(2006, LogLevel.Information, "The database can be written again.")]
    private partial void Written();
}
