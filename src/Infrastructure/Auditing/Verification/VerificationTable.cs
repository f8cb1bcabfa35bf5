using System.Text.Json;
using McpService.Application.Auditing.GetVerification;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Verification;

/// <summary>One row: when a look at the whole trail began last, and what the last one that ended has found. Nothing proves it; the look can be had again.</summary>
internal sealed class VerificationTable(DatabaseProvider database, DatabaseGate gate) : IVerificationMemory
{
    private const int MaxBreaks = 100;

    public Task<KeptVerification?> FindAsync(CancellationToken cancellationToken) => gate.RunAsync(QueryAsync, cancellationToken);

    /// <summary>Takes the turn to look, where nobody began within the interval: of several replicas one gets it.</summary>
    public async Task<bool> ClaimAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"""
            INSERT INTO audit_verification (id, begun) VALUES (1, {database.Sql.Now})
            ON CONFLICT (id) DO UPDATE SET begun = excluded.begun WHERE audit_verification.begun <= excluded.begun - @interval
            """,
            ("@interval", (long)interval.TotalMicroseconds));
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public async Task KeepAsync(KeptVerification found, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(found with { Breaks = [.. found.Breaks.Take(MaxBreaks)] });
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            $"INSERT INTO audit_verification (id, begun, result) VALUES (1, {database.Sql.Now}, @result) ON CONFLICT (id) DO UPDATE SET begun = excluded.begun, result = excluded.result",
            ("@result", json));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<KeptVerification?> QueryAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement("SELECT result FROM audit_verification WHERE id = 1 AND result IS NOT NULL");
        return (await command.ReadAllAsync(row => row.GetString(0), cancellationToken)) is [var json] ? JsonSerializer.Deserialize<KeptVerification>(json) : null;
    }
}
