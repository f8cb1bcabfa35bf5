using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>Asks the database itself. Anybody may ask for health, so those who ask at the same time share one answer.</summary>
internal sealed class HealthProbe(DatabaseProvider database, DatabaseGate gate, DatabaseState state, TimeProvider time) : IHealthProbe
{
    private readonly Lock _asking = new();
    private Task<DatabaseHealth>? _question;

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
            if (_question is not { IsCompleted: false }) _question = Task.Run(AskAsync, CancellationToken.None);
            return _question.WaitAsync(cancellationToken);
        }
    }

    private async Task<DatabaseHealth> AskAsync()
    {
        var started = time.GetTimestamp();
        try
        {
            var (active, expiring) = await gate.RunAsync(CountAsync, CancellationToken.None);
            return new DatabaseHealth(true, database.Name, time.GetElapsedTime(started).TotalMilliseconds, active, expiring);
        }
        catch (UnavailableException)
        {
            return new DatabaseHealth(false, database.Name, time.GetElapsedTime(started).TotalMilliseconds, 0, 0);
        }
    }

    private async Task<(int Active, int Expiring)> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            "SELECT (SELECT count(*) FROM tenants WHERE status = 'active'), (SELECT count(*) FROM upstream_credentials WHERE expires_at <= @soon)",
            ("@soon", database.Sql.Time(time.GetUtcNow() + UpstreamCredential.WarnBeforeExpiry)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetInt32(1));
    }
}
