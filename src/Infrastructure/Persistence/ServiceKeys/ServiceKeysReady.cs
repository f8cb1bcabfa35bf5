using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence.ServiceKeys;

/// <summary>Makes and loads the service keys before the first request.</summary>
internal sealed class ServiceKeysReady(ServiceKeyRing keys) : IDatabaseReadyStep
{
    /// <exception cref="OptionsValidationException">A service key is wrapped under an encryption key that is not configured: without it every key, token and ticket would be lost, so the service stops.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keys.EnsureAsync(cancellationToken);
        }
        catch (ServiceKeyException e)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(EncryptionOptions), [$"ENCRYPTION_KEY does not fit the database: {e.Message}"]);
        }
    }
}
