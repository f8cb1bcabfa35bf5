using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>What a tenant that may connect has now.</summary>
/// <param name="Key">What it connects with.</param>
/// <param name="ApiKeyIds">Its API keys that are good.</param>
internal sealed record TenantAccess(ConnectionKey Key, IReadOnlyCollection<string> ApiKeyIds);
