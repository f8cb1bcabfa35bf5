using System.Collections.Concurrent;
using McpService.Application.Errors;
using McpService.Application.Upstream;
using McpService.Infrastructure.Security.Credentials;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>The token of each tenant in use, opened or minted once and not for every message.</summary>
internal sealed class UpstreamTokens(CredentialOpener credentials, TimeProvider time)
{
    private const int MaxKept = 10_000;
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, (Guid Version, UpstreamToken Token)> _byTenant = new();

    /// <summary>A token with its whole life ahead, for a session that will run with it.</summary>
    /// <exception cref="Application.Errors.UpstreamException">The credential does not open, or has expired.</exception>
    public UpstreamToken Fresh(UpstreamTarget target) => Kept(target) is { ExpiresAt: null } endless ? endless : Open(target);

    /// <summary>A token that is good for a minute more.</summary>
    /// <exception cref="Application.Errors.UpstreamException">The credential does not open, or has expired.</exception>
    public UpstreamToken Current(UpstreamTarget target) =>
        Kept(target) is { } kept && !(kept.ExpiresAt - time.GetUtcNow() < RenewBefore) ? kept : Open(target);

    /// <summary>Drops a token that is not of the tenant's credential any more; null drops it in any case.</summary>
    public void Forget(Guid tenantRef, Guid? currentVersion)
    {
        if (_byTenant.TryGetValue(tenantRef, out var kept) && kept.Version != currentVersion) _byTenant.TryRemove(new(tenantRef, kept));
    }

    private UpstreamToken? Kept(UpstreamTarget target) => _byTenant.TryGetValue(target.TenantRef, out var kept) && kept.Version == target.Credential.Version ? kept.Token : null;

    private UpstreamToken Open(UpstreamTarget target)
    {
        var token = credentials.Open(target.TenantRef, target.Credential);
        if (_byTenant.Count >= MaxKept) _byTenant.Clear();
        _byTenant[target.TenantRef] = (target.Credential.Version, token);
        return token;
    }
}
