using System.Security.Cryptography;
using McpService.Application.Callers;
using McpService.Application.Tenants;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Security.ApiKeys;

internal sealed class ApiKeyVerifier(ITenantDirectory tenants, ServiceKeyRing serviceKeys, TimeProvider time) : IApiKeyVerifier
{
    // Compared with where there is no key to compare with. Random, so that nothing ever equals it.
    private readonly byte[] _dummyHash = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    public async ValueTask<VerifiedKey?> VerifyAsync(Secret candidate, CancellationToken cancellationToken)
    {
        var text = candidate.Reveal();
        if (ApiKeyFormat.KeyIdOf(text) is not { } keyId) return null;

        var tenant = await tenants.FindByKeyIdAsync(keyId, cancellationToken);
        var stored = tenant?.ApiKeys.FirstOrDefault(k => k.KeyId == keyId);

        // From here on every key costs the same: one hash, one comparison, and only then the question whether it counts.
        var serviceKey = stored is null ? null : serviceKeys.Find(ServiceKeyPurpose.ApiKeyHash, stored.HashKeyId);
        var hash = ApiKeyHash.Of(text, serviceKey ?? serviceKeys.Current(ServiceKeyPurpose.ApiKeyHash).Key);
        var isEqual = CryptographicOperations.FixedTimeEquals(hash, serviceKey is null ? _dummyHash : stored!.Hash);
        return isEqual && stored!.IsUsable(time.GetUtcNow()) ? new VerifiedKey(tenant!, stored) : null;
    }
}
