using System.Runtime.InteropServices;
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

    public ValueTask<VerifiedKey?> VerifyAsync(Secret candidate, CancellationToken cancellationToken) =>
        FindProven(candidate.Reveal()) is { } proven ? new(proven) : new(ProveAsync(candidate, cancellationToken));

    /// <summary>Whose key it is, where the same text proved good within the second: a digest in place of the checksum, the keyed hash and what they are made of.</summary>
    private VerifiedKey? FindProven(string text)
    {
        if (ApiKeyFormat.ClaimedKeyId(text) is not { } keyId) return null;

        // A key id that nobody has costs what one costs that somebody has.
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Digest(text, digest);
        var tenant = tenants.FindCached(keyId);
        var key = tenant is null ? null : Find(tenant, keyId);
        var isSame = CryptographicOperations.FixedTimeEquals(digest, key?.Proven ?? _dummyHash);
        return isSame && key!.IsUsable(time.GetUtcNow()) ? new VerifiedKey(tenant!, key) : null;
    }

    private async Task<VerifiedKey?> ProveAsync(Secret candidate, CancellationToken cancellationToken)
    {
        var text = candidate.Reveal();
        if (ApiKeyFormat.KeyIdOf(text) is not { } keyId) return null;

        var tenant = await tenants.FindByKeyIdAsync(keyId, cancellationToken);
        var stored = tenant is null ? null : Find(tenant, keyId);

        // From here on every key costs the same: one hash, one comparison, and only then the question whether it counts.
        var serviceKey = stored is null ? null : serviceKeys.Find(ServiceKeyPurpose.ApiKeyHash, stored.HashKeyId);
        var hash = ApiKeyHash.Of(text, serviceKey ?? serviceKeys.Current(ServiceKeyPurpose.ApiKeyHash).Key);
        var isEqual = CryptographicOperations.FixedTimeEquals(hash, serviceKey is null ? _dummyHash : stored!.Hash);
        if (!isEqual) return null;

        var digest = new byte[SHA256.HashSizeInBytes];
        Digest(text, digest);
        stored!.Proven = digest;
        return stored.IsUsable(time.GetUtcNow()) ? new VerifiedKey(tenant!, stored) : null;
    }

    private static ApiKeySnapshot? Find(TenantSnapshot tenant, string keyId)
    {
        // By number: an enumerator of the interface is an object a request.
        for (var i = 0; i < tenant.ApiKeys.Count; i++)
        {
            if (tenant.ApiKeys[i].KeyId == keyId) return tenant.ApiKeys[i];
        }

        return null;
    }

    // Needs no key: the text has 256 random bits, and what is compared never leaves the process.
    private static void Digest(string text, Span<byte> digest) => SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), digest);
}
