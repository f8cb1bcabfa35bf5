namespace McpService.Domain.Tenants;

/// <summary>A tenant's credential for the upstream, encrypted. A replacement is a new one with a new <see cref="Version"/>.</summary>
public sealed class UpstreamCredential
{
    /// <summary>How long before a static token's end operators are warned.</summary>
    public static readonly TimeSpan WarnBeforeExpiry = TimeSpan.FromDays(7);

    private UpstreamCredential()
    {
    }

    public UpstreamCredential(Guid tenantRef, Guid version, CredentialKind kind, string blob, string fingerprint, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        TenantRef = tenantRef;
        Version = version;
        Kind = kind;
        Blob = blob;
        Fingerprint = fingerprint;
        ExpiresAt = expiresAt;
        CreatedAt = now;
    }

    /// <summary><see cref="Tenant.Id"/> of the owner.</summary>
    public Guid TenantRef { get; private set; }

    /// <summary>Upstream sessions and MCP tickets belong to one version.</summary>
    public Guid Version { get; private set; }

    public CredentialKind Kind { get; private set; }

    /// <summary>The encrypted credential: <c>v1|keyId|nonce|ciphertext|tag</c>.</summary>
    public string Blob { get; private set; } = "";

    /// <summary>Short keyed digest by which an operator recognises a credential; tells nothing about it.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>When a static token expires, where it says so; null for one that does not and for a workspace.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Since when the upstream refuses it, or null.</summary>
    public DateTimeOffset? SuspectSince { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>Not expired yet, but within <see cref="WarnBeforeExpiry"/>.</summary>
    public bool ExpiresSoon(DateTimeOffset now) => !IsExpired(now) && ExpiresAt <= now + WarnBeforeExpiry;
}
