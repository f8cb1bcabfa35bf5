using System.Data.Common;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Text;

namespace McpService.Infrastructure.Persistence.ServiceKeys;

internal sealed class ServiceKeyStore(DatabaseProvider database) : IServiceKeyStore
{
    public async Task<IReadOnlyList<ServiceKey>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement("SELECT kid, purpose, blob, created_at, retired_at FROM service_keys ORDER BY created_at, kid");
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    public Task AddAsync(IReadOnlyList<ServiceKey> keys, CancellationToken cancellationToken) => ChangeAsync(
        async (connection, transaction) =>
        {
            foreach (var key in keys) await AddAsync(connection, transaction, key, cancellationToken);
            return keys.Count;
        },
        cancellationToken);

    // One statement: of two that retire the last two keys, PostgreSQL could still let both pass, which the next start would mend.
    public async Task<bool> RetireAsync(string kid, DateTimeOffset at, CancellationToken cancellationToken) =>
        await ChangeAsync(
            async (connection, transaction) =>
            {
                await using var command = connection.Statement(
                    """
                    UPDATE service_keys SET retired_at = @at WHERE kid = @kid AND retired_at IS NULL AND EXISTS (
                        SELECT 1 FROM service_keys AS other
                        WHERE other.purpose = service_keys.purpose AND other.kid <> service_keys.kid AND other.retired_at IS NULL)
                    """,
                    ("@at", database.Sql.Time(at)),
                    ("@kid", kid));
                command.Transaction = transaction;
                return await command.ExecuteNonQueryAsync(cancellationToken);
            },
            cancellationToken) > 0;

    private async Task<int> ChangeAsync(Func<DbConnection, DbTransaction, Task<int>> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = await change(connection, transaction);
        await database.AnnounceAsync(connection, Announcement.ServiceKeysChanged, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private async Task AddAsync(DbConnection connection, DbTransaction transaction, ServiceKey key, CancellationToken cancellationToken)
    {
        await using var command = connection.Statement(
            "INSERT INTO service_keys (kid, purpose, blob, created_at, retired_at) VALUES (@kid, @purpose, @blob, @created, @retired)",
            ("@kid", key.Kid),
            ("@purpose", EnumText<ServiceKeyPurpose>.Of(key.Purpose)),
            ("@blob", key.Blob),
            ("@created", database.Sql.Time(key.CreatedAt)),
            ("@retired", key.RetiredAt is { } retired ? database.Sql.Time(retired) : null));
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private ServiceKey Read(DbDataReader reader) => new()
    {
        Kid = reader.GetString(0),
        Purpose = EnumText<ServiceKeyPurpose>.Parse(reader.GetString(1)),
        Blob = reader.GetString(2),
        CreatedAt = database.Sql.ReadTime(reader, 3),
        RetiredAt = reader.IsDBNull(4) ? null : database.Sql.ReadTime(reader, 4),
    };
}
