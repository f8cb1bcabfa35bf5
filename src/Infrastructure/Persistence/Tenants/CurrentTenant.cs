using McpService.Application.Upstream;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>An active tenant as the database has it now, by what can end a connection.</summary>
/// <param name="Key">What it connects with.</param>
/// <param name="ApiKeys">Those that are not revoked, with the ends of their lives.</param>
internal sealed record CurrentTenant(ConnectionKey Key, Dictionary<string, DateTimeOffset?> ApiKeys);
