using System.Runtime.CompilerServices;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Persistence.ServiceKeys;

/// <summary>The table of service keys: the keys stay, what wraps them changes.</summary>
internal sealed class SealedServiceKeys(IServiceKeyStore keys, DatabaseProvider database) : ISealedTable
{
    public string Name => "service keys";

    public async IAsyncEnumerable<SealedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in await keys.LoadAsync(cancellationToken))
            yield return new SealedRow(key.Kid, ServiceKeyWrapper.Subject, ServiceKeyWrapper.Field(key.Kid, key.Purpose), key.Blob);
    }

    public async Task<bool> ReplaceAsync(SealedRow row, string blob, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(
            "UPDATE service_keys SET blob = @blob WHERE kid = @kid AND blob = @old", ("@blob", blob), ("@kid", row.Id), ("@old", row.Blob));
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>A replica that lacks the new key should say so now, and not when it is started next.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await database.AnnounceAsync(connection, Announcement.ServiceKeysChanged, cancellationToken);
        await database.EraseTracesAsync(connection, cancellationToken);
    }
}
