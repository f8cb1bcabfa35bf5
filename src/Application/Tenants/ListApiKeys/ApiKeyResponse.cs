namespace McpService.Application.Tenants.ListApiKeys;

/// <summary>An API key as operators see it: never the key itself, never its hash.</summary>
public sealed record ApiKeyResponse
{
    /// <summary>Public part of the key.</summary>
    /// <example>7k2m9q4r8s1t</example>
    public required string KeyId { get; init; }

    /// <summary>What the operator calls it, or null.</summary>
    /// <example>billing system</example>
    public required string? Label { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, to the minute; null for never.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>End of an overlap after a rotation; null for a key without an end.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }
}
