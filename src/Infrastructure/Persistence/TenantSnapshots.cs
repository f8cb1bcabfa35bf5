using McpService.Application.Abstractions;
using McpService.Domain.Tenants;

namespace McpService.Infrastructure.Persistence;

internal static class TenantSnapshots
{
    public static TenantSnapshot Of(Tenant tenant) => new(
        tenant.Id,
        tenant.TenantId,
        tenant.IntegrationKey,
        tenant.Status,
        tenant.Tools,
        tenant.Limits == TenantLimits.Default ? TenantLimits.Default : tenant.Limits,
        tenant.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        tenant.Credential is { } c ? new SealedCredential(c.Version, c.Kind, c.Blob, c.ExpiresAt, c.SuspectSince) : null,
        [.. tenant.ApiKeys.Where(k => k.RevokedAt is null).Select(k => new ApiKeySnapshot(k.KeyId, k.Hash, k.HashKeyId, k.ExpiresAt))]);
}
