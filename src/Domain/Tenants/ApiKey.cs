namespace McpService.Domain.Tenants;

/// <summary>One API key of a tenant. The key itself is never here: only its public id and a keyed hash of it.</summary>
public sealed class ApiKey
{
    public const int MaxLabelLength = 100;

    private ApiKey()
    {
    }

    internal ApiKey(Guid id, Guid tenantRef, NewApiKey key, DateTimeOffset now)
    {
        Id = id;
        TenantRef = tenantRef;
        KeyId = key.KeyId;
        Hash = key.Hash;
        HashKeyId = key.HashKeyId;
        Label = key.Label;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary><see cref="Tenant.Id"/> of the owner.</summary>
    public Guid TenantRef { get; private set; }

    /// <summary>Public part of the key: names it in logs, lists and tokens.</summary>
    public string KeyId { get; private set; } = "";

    /// <summary>HMAC-SHA256 of the whole key, 32 bytes.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Id of the service key that made <see cref="Hash"/>.</summary>
    public string HashKeyId { get; private set; } = "";

    public string? Label { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>End of an overlap after rotation, or null for a key without an end.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    public bool IsUsable(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    /// <summary>Ends the key at <paramref name="at"/>, or earlier where it ended earlier already.</summary>
    internal void ExpireAt(DateTimeOffset at)
    {
        if (ExpiresAt is null || at < ExpiresAt) ExpiresAt = at;
    }

    internal void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
