namespace McpService.Domain.Tenants;

/// <summary>How the gateway comes by a token for the upstream.</summary>
public enum CredentialKind
{
    /// <summary>A token the operator gave; it is sent as it is until it expires.</summary>
    Token,

    /// <summary>A workspace key and secret with which the gateway mints and renews tokens.</summary>
    Workspace,
}
