using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>The tables. To see that no migration is due takes milliseconds; EF Core, which takes a second to load, is for when one is.</summary>
internal sealed class Schema(DatabaseProvider database, IDbContextFactory<GatewayDbContext> contexts)
{
    private static readonly TimeSpan StatementLimit = TimeSpan.FromMinutes(10);

    /// <summary>Migrations of this version that the database lacks, oldest first.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken)
    {
        var applied = await AppliedAsync(cancellationToken);
        return [.. KnownMigrations.Of(database).Where(id => !applied.Contains(id))];
    }

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Database.SetCommandTimeout(StatementLimit);
        await db.Database.MigrateAsync(cancellationToken);
    }

    private async Task<HashSet<string>> AppliedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var exists = connection.Statement(database.Sql.TableExists(HistoryRepository.DefaultTableName));
        if ((long)(await exists.ExecuteScalarAsync(cancellationToken))! == 0) return [];

        await using var command = connection.Statement($"SELECT \"MigrationId\" FROM \"{HistoryRepository.DefaultTableName}\"");
        return [.. await command.ReadAllAsync(row => row.GetString(0), cancellationToken)];
    }
}
