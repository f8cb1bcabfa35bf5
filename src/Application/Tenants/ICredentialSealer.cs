using McpService.Domain.Tenants;

namespace McpService.Application.Tenants;

/// <summary>Turns an operator's credential into what may be stored.</summary>
public interface ICredentialSealer
{
    /// <summary>Encrypts <paramref name="input"/>, bound to the tenant so that it opens in no other row, and reads a token's expiry.</summary>
    UpstreamCredential Seal(Guid tenantRef, CredentialInput input);
}
