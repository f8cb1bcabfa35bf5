using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>
/// Writes every minute when keys were last used: past the tenants and their revisions, which count what operators change. What the
/// database does not take is let go; the next use tells more.
/// </summary>
internal sealed partial class ApiKeyUseWriter(
    ApiKeyUse use, DatabaseProvider database, DatabaseGate gate, DatabaseState state, TimeProvider time, ILogger<ApiKeyUseWriter> logger)
    : BackgroundService
{
    private const int MaxKeysInStatement = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly string _update = $"""
        UPDATE api_keys SET last_used_at = @at
        WHERE {database.Sql.IsOneOf("key_id", "@keyIds")} AND (last_used_at IS NULL OR last_used_at < @at)
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitAsync(stoppingToken);
        using var tick = new PeriodicTimer(Interval, time);
        try
        {
            while (await tick.WaitForNextTickAsync(stoppingToken)) await WriteAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            foreach (var second in use.Take())
            {
                // Each within the gate's limit, so that a stop waits no longer than one of them.
                foreach (var keyIds in second.Chunk(MaxKeysInStatement)) await gate.RunAsync(ct => WriteAsync(second.Key, keyIds, ct), CancellationToken.None);
            }
        }
        catch (Exception failure)
        {
            NotWritten(failure.Message);
        }
    }

    private async Task<int> WriteAsync(DateTimeOffset at, string[] keyIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(_update, ("@at", database.Sql.Time(at)), ("@keyIds", database.Sql.List(keyIds)));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(2021, LogLevel.Warning, "When API keys were last used could not be written: {Reason}")]
    private partial void NotWritten(string reason);
}
