using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>A ticket that has opened, so that the next message of its client need not decrypt it again. It opens for nothing else than it did then.</summary>
/// <param name="Kid">Id of the key it was sealed with.</param>
/// <param name="Key">That key, which must still be the one of this id.</param>
/// <param name="TenantRef">Whose ticket.</param>
/// <param name="CredentialVersion">The credential that its session was opened with.</param>
/// <param name="Query">The query that it came with.</param>
/// <param name="TokenEnds">End of the token's life, in UTC ticks.</param>
/// <param name="SessionId">The upstream's id: a secret.</param>
internal sealed record OpenedTicket(string Kid, byte[] Key, Guid TenantRef, Guid CredentialVersion, string Query, long TokenEnds, string SessionId)
{
    public bool IsFor(UpstreamTarget target, string query) => TenantRef == target.TenantRef && CredentialVersion == target.Credential.Version && Query == query;

    // The generated one would print the session id.
    public override string ToString() => nameof(OpenedTicket);
}
