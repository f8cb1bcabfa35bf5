using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.Encryption;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>Looks before the first request whether the encryption keys are there that stored credentials need: one statement, which returns an id for each key.</summary>
internal sealed class CredentialKeysReady(DatabaseProvider database, SecretBox box) : IDatabaseReadyStep
{
    private const int MostIds = 100;

    // The text between the first two bars. What is no blob at all is its tenant's trouble only.
    private readonly string _query =
        $"SELECT DISTINCT {database.Sql.SecondPart("blob")} FROM upstream_credentials WHERE blob LIKE '{SealedBlob.AnyVersion}|%' ORDER BY 1 LIMIT {MostIds}";

    /// <exception cref="OptionsValidationException">Credentials are encrypted under a key that is not configured: their tenants could not call, so the service stops.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ids = await ReadAsync(cancellationToken);
        var missing = ids.Where(id => EncryptionKey.IsId(id) && !box.Has(id)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return;

        throw new OptionsValidationException(Options.DefaultName, typeof(EncryptionOptions),
        [
            $"{EncryptionOptions.Variable} lacks the key \"{string.Join("\", \"", missing)}\" that stored credentials are encrypted under. Add it to the list, after the first; "
            + "`-- rekey` makes it needless.",
        ]);
    }

    private async Task<List<string>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Statement(_query);
        return await command.ReadAllAsync(row => row.GetString(0), cancellationToken);
    }
}
