using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>Brings the schema up to date and runs the steps after it, one process at a time.</summary>
public sealed partial class DatabaseMigrator
{
    private readonly DatabaseProvider _provider;
    private readonly Schema _schema;
    private readonly IEnumerable<IDatabaseReadyStep> _steps;
    private readonly ILogger _logger;

    internal DatabaseMigrator(DatabaseProvider provider, Schema schema, IEnumerable<IDatabaseReadyStep> steps, ILogger<DatabaseMigrator> logger) =>
        (_provider, _schema, _steps, _logger) = (provider, schema, steps, logger);

    /// <summary>For the command line: throws when it cannot be done.</summary>
    public Task MigrateAsync(CancellationToken cancellationToken) => PrepareAsync(migrate: true, cancellationToken);

    /// <summary>For commands that need the schema, and the keys that its rows need.</summary>
    /// <exception cref="SchemaOutdatedException">Migrations are due.</exception>
    public Task EnsureReadyAsync(CancellationToken cancellationToken) => PrepareAsync(migrate: false, cancellationToken);

    /// <param name="migrate">False only looks whether somebody else did.</param>
    /// <param name="cancellationToken">Ends the wait for the lock, or the work.</param>
    /// <exception cref="SchemaOutdatedException">Migrations are due and <paramref name="migrate"/> is false.</exception>
    internal async Task PrepareAsync(bool migrate, CancellationToken cancellationToken)
    {
        await using var held = await _provider.LockAsync(cancellationToken);
        await _provider.PrepareAsync(cancellationToken);
        var pending = await _schema.PendingAsync(cancellationToken);
        if (pending.Count > 0)
        {
            if (!migrate) throw new SchemaOutdatedException();
            await _schema.MigrateAsync(cancellationToken);
            Migrated(pending.Count, pending[^1]);
        }

        foreach (var step in _steps) await step.RunAsync(cancellationToken);
    }

    [LoggerMessage(2001, LogLevel.Information, "Applied {Count} database migrations, the last one {Migration}.")]
    private partial void Migrated(int count, string migration);
}
