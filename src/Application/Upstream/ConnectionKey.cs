namespace McpService.Application.Upstream;

/// <summary>What connections of a tenant have in common; when it changes, they end.</summary>
/// <param name="CredentialVersion">Version of the credential they were opened with.</param>
/// <param name="Apps">The tenant's integrations.</param>
public readonly record struct ConnectionKey(Guid CredentialVersion, string Apps);
