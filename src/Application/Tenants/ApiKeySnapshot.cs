namespace McpService.Application.Tenants;

/// <summary>One API key of a <see cref="TenantSnapshot"/>.</summary>
/// <param name="KeyId">Public part of the key.</param>
/// <param name="Hash">HMAC-SHA256 of the key.</param>
/// <param name="HashKeyId">Service key of the hash.</param>
/// <param name="ExpiresAt">End of the key's life, or null.</param>
public sealed record ApiKeySnapshot(string KeyId, byte[] Hash, string HashKeyId, DateTimeOffset? ExpiresAt)
{
    // A copy is of another hash: what was proven of this one does not pass on to it.
    private ApiKeySnapshot(ApiKeySnapshot other) => (KeyId, Hash, HashKeyId, ExpiresAt) = (other.KeyId, other.Hash, other.HashKeyId, other.ExpiresAt);

    /// <summary>
    /// A plain digest of the text that proved to be this key, null until one did: within the snapshot's second the same text need not prove it again.
    /// Not the text itself, which would stay in memory as long as the snapshot of a tenant that calls no more.
    /// </summary>
    public byte[]? Proven { get; set; }

    public bool IsUsable(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;
}
