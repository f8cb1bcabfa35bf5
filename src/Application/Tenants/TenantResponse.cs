using System.Text.Json.Serialization;

namespace McpService.Application.Tenants;

/// <summary>A tenant as operators see it. Never a secret, never a hash.</summary>
public sealed record TenantResponse
{
    /// <summary>Public id.</summary>
    /// <example>tenant-7k2m9q4r8s1t5v6w3x0y2z4a6b</example>
    public required string TenantId { get; init; }

    /// <summary>Display name.</summary>
    /// <example>Acme</example>
    public required string Name { get; init; }

    /// <summary>The integrations whose tools the tenant gets: one key, several with commas, or <c>*</c> for whatever the credential opens.</summary>
    /// <example>hubspot</example>
    public required string IntegrationKey { get; init; }

    /// <summary><c>active</c> or <c>suspended</c>.</summary>
    /// <example>active</example>
    public required string Status { get; init; }

    /// <summary>Where the tenant's MCP clients connect.</summary>
    /// <example>/mcp</example>
    public required string McpUrl { get; init; }

    /// <summary>Which tools the tenant may see and call.</summary>
    public required ToolPolicyResponse Tools { get; init; }

    /// <summary>The tenant's own limits.</summary>
    public required LimitsResponse Limits { get; init; }

    /// <summary>Seconds one upstream call may take; null means the default of the service.</summary>
    public required int? TimeoutSeconds { get; init; }

    public required CredentialResponse? Credential { get; init; }

    /// <summary>What the operator should look after: <c>credential_expires_soon</c> (within a week), <c>credential_expired</c>, <c>credential_refused</c> (by the upstream). Mostly empty.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Counts changes; goes out as the header <c>ETag</c>.</summary>
    [JsonIgnore]
    public long Revision { get; init; }
}

/// <summary>Which tools a tenant may see and call. Patterns are <c>*</c> globs over full tool names; deny wins.</summary>
public sealed record ToolPolicyResponse
{
    /// <summary>What may be used; empty means every tool.</summary>
    /// <example>["hubspot_*"]</example>
    public required IReadOnlyList<string> Allow { get; init; }

    /// <summary>What may not be used.</summary>
    /// <example>["*_delete-*"]</example>
    public required IReadOnlyList<string> Deny { get; init; }
}

/// <summary>A tenant's own limits; null means the default of the service.</summary>
public sealed record LimitsResponse
{
    /// <summary>Sustained requests a second.</summary>
    public required int? RequestsPerSecond { get; init; }

    /// <summary>Requests that may come at once before the sustained rate holds.</summary>
    public required int? Burst { get; init; }

    /// <summary>Upstream calls under way at once.</summary>
    public required int? Concurrency { get; init; }
}

/// <summary>What may be told of an upstream credential.</summary>
public sealed record CredentialResponse
{
    /// <summary><c>token</c> or <c>workspace</c>.</summary>
    /// <example>token</example>
    public required string Kind { get; init; }

    /// <summary>Short keyed digest by which to recognise a credential.</summary>
    /// <example>9f2c41d07be5</example>
    public required string Fingerprint { get; init; }

    /// <summary>When a static token expires, where it says so.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when the upstream refuses it; left out while it works. The next call that succeeds, and a replacement, clear it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required DateTimeOffset? SuspectSince { get; init; }
}
