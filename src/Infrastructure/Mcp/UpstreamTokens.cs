using System.Collections.Concurrent;
using McpService.Application.Abstractions;
using McpService.Infrastructure.Security;

namespace McpService.Infrastructure.Mcp;

/// <summary>The token of each credential in use, opened or minted once and not for every message.</summary>
internal sealed class UpstreamTokens(CredentialOpener credentials, TimeProvider time)
{
    private const int MaxKept = 10_000;
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, UpstreamToken> _byVersion = new();

    /// <summary>A token with its whole life ahead, for a session that will run with it.</summary>
    /// <exception cref="Application.Errors.UpstreamException">The credential does not open, or has expired.</exception>
    public UpstreamToken Fresh(UpstreamConnection connection)
    {
        var token = credentials.Open(connection.TenantRef, connection.Credential);
        if (_byVersion.Count >= MaxKept) _byVersion.Clear();
        return _byVersion[connection.Credential.Version] = token;
    }

    /// <summary>A token that is good for a minute more.</summary>
    /// <exception cref="Application.Errors.UpstreamException">The credential does not open, or has expired.</exception>
    public UpstreamToken Current(UpstreamConnection connection) =>
        _byVersion.TryGetValue(connection.Credential.Version, out var token) && !(token.ExpiresAt - time.GetUtcNow() < RenewBefore) ? token : Fresh(connection);
}
