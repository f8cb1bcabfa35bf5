using System.Text.Json;
using McpService.Domain.Secrets;

namespace McpService.Application.Tenants;

/// <summary>An upstream credential as an operator gives it: exactly one of the two.</summary>
/// <param name="IntegrationAppToken">A ready-made token, sent as it is.</param>
/// <param name="Workspace">What tokens are minted with.</param>
public sealed record CredentialInput(Secret? IntegrationAppToken, WorkspaceInput? Workspace);

/// <summary>An Integration App workspace and the user for whom tokens are minted.</summary>
/// <param name="Key">The workspace key.</param>
/// <param name="Secret">The workspace secret, which signs tokens by HS512; or null.</param>
/// <param name="UserId">Id of the user (the customer) in that workspace; or null where there is a tenant key.</param>
/// <param name="Name">Display name of the user, or null.</param>
/// <param name="Fields">Further fields of the user: a JSON object, or null.</param>
public sealed record WorkspaceInput(string? Key, Secret? Secret, string? UserId, string? Name, JsonElement? Fields)
{
    /// <summary>What newer workspaces call the user id; where both are given, each goes into the claim of its name.</summary>
    public string? TenantKey { get; init; }

    /// <summary>In place of the secret: a private key in PEM, RSA of 2048 bits or more or EC on P-256, whose public half the workspace knows.</summary>
    public Secret? PrivateKey { get; init; }

    /// <summary>With an RSA key <c>RS256</c> (the default) or <c>PS256</c>, with an EC key <c>ES256</c>.</summary>
    public string? Algorithm { get; init; }
}
