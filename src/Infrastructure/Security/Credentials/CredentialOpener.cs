using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.Encryption;

namespace McpService.Infrastructure.Security.Credentials;

/// <summary>Turns a stored credential into the token to send.</summary>
internal sealed class CredentialOpener(SecretBox box, TimeProvider time)
{
    /// <summary>The static token, or one minted now for a workspace.</summary>
    /// <exception cref="UpstreamException">
    /// <see cref="UpstreamFailure.CredentialExpired"/>: a static token is past its end;
    /// <see cref="UpstreamFailure.CredentialUnavailable"/>: the blob does not open for this tenant, or holds something else.
    /// </exception>
    public UpstreamToken Open(Guid tenantRef, SealedCredential credential)
    {
        var now = time.GetUtcNow();
        if (credential.ExpiresAt <= now) throw new UpstreamException(UpstreamFailure.CredentialExpired);

        return (credential.Kind, Unseal(tenantRef, credential)) switch
        {
            (CredentialKind.Token, { IntegrationAppToken: { } token }) => new UpstreamToken(token, credential.ExpiresAt),
            (CredentialKind.Workspace, { Workspace: ({ Secret: not null } or { PrivateKey: not null }) and var workspace }) => WorkspaceToken.Mint(workspace, now),
            _ => throw new UpstreamException(UpstreamFailure.CredentialUnavailable),
        };
    }

    private CredentialInput Unseal(Guid tenantRef, SealedCredential credential)
    {
        try
        {
            return CredentialFormat.Read(box.Open(credential.Blob, CredentialFormat.Subject(tenantRef), CredentialFormat.Field, CredentialFormat.Revision(credential.Version)));
        }
        catch (Exception e) when (e is SecretBoxException or JsonException)
        {
            throw new UpstreamException(UpstreamFailure.CredentialUnavailable, inner: e);
        }
    }
}
