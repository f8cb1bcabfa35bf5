using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>What a service key does. A key of one purpose is never used for another.</summary>
internal enum ServiceKeyPurpose
{
    /// <summary>HMAC under which API keys are stored.</summary>
    ApiKeyHash,

    /// <summary>Signs admin tokens.</summary>
    AdminToken,

    /// <summary>Signs tenant tokens.</summary>
    TenantToken,

    /// <summary>Seals MCP session tickets.</summary>
    SessionTicket,

    /// <summary>MAC of the audit chain, and of the arguments' hash.</summary>
    AuditChain,

    /// <summary>Digest by which operators recognise a credential.</summary>
    Fingerprint,
}

/// <summary>A row of <c>service_keys</c>: 32 random bytes, wrapped under an encryption key.</summary>
internal sealed class ServiceKey
{
    /// <summary>Public id of the key, unique.</summary>
    public required string Kid { get; init; }

    public required ServiceKeyPurpose Purpose { get; init; }

    /// <summary><c>v1|keyId|nonce|ciphertext|tag</c>; changes only when the encryption key is replaced.</summary>
    public required string Blob { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it makes nothing new; what it made still verifies. Null while in use.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
