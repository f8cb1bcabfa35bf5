using McpService.Domain.Tenants;

namespace McpService.Application.Upstream;

/// <summary>A tenant's encrypted upstream credential on its way to the gateway, which alone opens it.</summary>
/// <param name="Version">Changes with every replacement.</param>
/// <param name="Kind">What is inside.</param>
/// <param name="Blob">The encrypted credential.</param>
/// <param name="ExpiresAt">End of a static token's life, or null.</param>
/// <param name="SuspectSince">Since when the upstream refuses it, or null.</param>
public sealed record SealedCredential(Guid Version, CredentialKind Kind, string Blob, DateTimeOffset? ExpiresAt, DateTimeOffset? SuspectSince = null);
