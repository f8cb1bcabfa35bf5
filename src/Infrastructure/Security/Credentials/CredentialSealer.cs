using System.Security.Cryptography;
using System.Text;
using McpService.Application.Tenants;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Security.Credentials;

internal sealed class CredentialSealer(SecretBox box, ServiceKeyRing serviceKeys, TimeProvider time) : ICredentialSealer
{
    private const int FingerprintLength = 12;

    public UpstreamCredential Seal(Guid tenantRef, CredentialInput input)
    {
        var now = time.GetUtcNow();
        var version = Guid.CreateVersion7(now);
        var json = CredentialFormat.Write(input);
        var blob = box.Seal(json, CredentialFormat.Subject(tenantRef), CredentialFormat.Field, CredentialFormat.Revision(version));
        CryptographicOperations.ZeroMemory(json);

        var kind = input.Workspace is null ? CredentialKind.Token : CredentialKind.Workspace;
        var expiresAt = input.IntegrationAppToken is { } token ? JwtExpiry.Read(token) : null;
        return new UpstreamCredential(tenantRef, version, kind, blob, Fingerprint(kind, input), expiresAt, now);
    }

    // Keyed, so that nobody can try tokens against it. NUL separates: no part can contain one.
    private string Fingerprint(CredentialKind kind, CredentialInput input)
    {
        var text = input.Workspace is { } workspace
            ? string.Join('\0', kind, workspace.Key, (workspace.Secret ?? workspace.PrivateKey)?.Reveal(), workspace.UserId ?? workspace.TenantKey)
            : string.Join('\0', kind, input.IntegrationAppToken?.Reveal());
        var mac = HMACSHA256.HashData(serviceKeys.Current(ServiceKeyPurpose.Fingerprint).Key, Encoding.UTF8.GetBytes(text));
        return Convert.ToHexStringLower(mac)[..FingerprintLength];
    }
}
