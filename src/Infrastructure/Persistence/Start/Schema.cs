using System.Reflection;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
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
        return [.. Known().Where(id => !applied.Contains(id)).Order(StringComparer.Ordinal)];
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

    // Of migrations alone: the attributes of every type would be read at each start.
    private IEnumerable<string> Known() => typeof(Schema).Assembly.GetTypes()
        .Where(type => type.BaseType == typeof(Migration) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == ContextServices.ContextOf(database))
        .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>();
}
