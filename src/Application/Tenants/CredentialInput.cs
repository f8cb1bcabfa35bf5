using System.Text.Json;
using McpService.Domain.Secrets;

namespace McpService.Application.Tenants;

/// <summary>An upstream credential as an operator gives it: exactly one of the two.</summary>
/// <param name="IntegrationAppToken">A ready-made token, sent as it is.</param>
/// <param name="Workspace">What tokens are minted with.</param>
public sealed record CredentialInput(Secret? IntegrationAppToken, WorkspaceInput? Workspace);

/// <summary>An Integration App workspace and the user for whom tokens are minted.</summary>
/// <param name="Key">The workspace key.</param>
/// <param name="Secret">The workspace secret that signs tokens.</param>
/// <param name="UserId">Id of the user (the customer) in that workspace.</param>
/// <param name="Name">Display name of the user, or null.</param>
/// <param name="Fields">Further fields of the user: a JSON object, or null.</param>
public sealed record WorkspaceInput(string? Key, Secret? Secret, string? UserId, string? Name, JsonElement? Fields);
