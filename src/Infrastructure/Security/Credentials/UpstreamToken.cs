using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Security.Credentials;

/// <summary>A bearer token for the upstream.</summary>
/// <param name="Value">Goes into the Authorization header.</param>
/// <param name="ExpiresAt">When it stops to work; null where it does not say.</param>
internal sealed record UpstreamToken(Secret Value, DateTimeOffset? ExpiresAt);
