namespace McpService.Infrastructure.Telemetry;

/// <summary>Towards whom an operation is.</summary>
internal enum OperationSide
{
    /// <summary>A client asks the gateway.</summary>
    Server,

    /// <summary>The gateway asks the upstream.</summary>
    Client,
}

/// <summary>What is known of an MCP operation when it begins.</summary>
/// <param name="Side">Towards whom.</param>
/// <param name="Method">JSON-RPC method, as the asker spells it.</param>
/// <param name="Revision">MCP revision, as the asker spells it; null for none.</param>
/// <param name="TenantId">Whose operation; null for nobody's.</param>
internal sealed record Operation(OperationSide Side, string Method, string? Revision, string? TenantId);
