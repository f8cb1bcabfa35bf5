using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>
/// The tables. To see that no migration is due takes milliseconds, and a new database is made by the statements that the migrations come to; EF Core, which takes half a second and
/// 27 MiB to load, is for the database that lacks some of them.
/// </summary>
internal sealed class Schema(DatabaseProvider database, Contexts contexts)
{
    private static readonly TimeSpan StatementLimit = TimeSpan.FromMinutes(10);

    /// <summary>Migrations of this version that the database lacks, oldest first.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken)
    {
        var applied = await AppliedAsync(cancellationToken) ?? [];
        return [.. KnownMigrations.Of(database).Where(id => !applied.Contains(id))];
    }

    /// <summary>Applies what is pending. Called by one process at a time.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (await AppliedAsync(cancellationToken) is null) await CreateAsync(cancellationToken);
        else await UpgradeAsync(cancellationToken);
    }

    // All or nothing: a process that dies meanwhile leaves the database as new as it was.
    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.Statement(await NewDatabase.StatementsAsync(database, cancellationToken));
        (command.Transaction, command.CommandTimeout) = (transaction, (int)StatementLimit.TotalSeconds);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        db.Database.SetCommandTimeout(StatementLimit);
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <returns>Null for a database that nothing was ever applied to.</returns>
    private async Task<HashSet<string>?> AppliedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var exists = connection.Statement(database.Sql.TableExists(HistoryRepository.DefaultTableName));
        if ((long)(await exists.ExecuteScalarAsync(cancellationToken))! == 0) return null;

        await using var command = connection.Statement($"SELECT \"MigrationId\" FROM \"{HistoryRepository.DefaultTableName}\"");
        return [.. await command.ReadAllAsync(row => row.GetString(0), cancellationToken)];
    }
}
