using McpService.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence;

/// <summary>Looks before the first request whether the encryption keys are there that stored credentials need: one statement, which returns an id for each key.</summary>
internal sealed class CredentialKeysReady(IDbContextFactory<GatewayDbContext> contexts, SecretBox box) : IDatabaseReadyStep
{
    private const string Version = $"{SealedBlob.Version}|";

    private const int MostIds = 100;

    /// <exception cref="OptionsValidationException">Credentials are encrypted under a key that is not configured: their tenants could not call, so the service stops.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        var ids = await KeyIds(db.Credentials.Select(c => c.Blob)).Order().Take(MostIds).ToListAsync(cancellationToken);
        var missing = ids.Where(id => EncryptionKey.IsId(id) && !box.Has(id)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return;

        throw new OptionsValidationException(Options.DefaultName, typeof(EncryptionOptions),
        [
            $"{EncryptionOptions.Variable} lacks the key \"{string.Join("\", \"", missing)}\" that stored credentials are encrypted under. Add it to the list, after the first; "
            + "`-- rekey` makes it needless.",
        ]);
    }

#pragma warning disable CA1845, CA1866 // This becomes SQL, which has neither spans nor characters.
    /// <summary>The text between the first two bars; the bar added makes sure of a second one. What is no blob at all is its tenant's trouble only.</summary>
    private static IQueryable<string> KeyIds(IQueryable<string> blobs) => blobs.Where(blob => blob.StartsWith(Version))
        .Select(blob => blob.Substring(Version.Length) + "|").Select(rest => rest.Substring(0, rest.IndexOf("|"))).Distinct();
#pragma warning restore CA1845, CA1866
}
