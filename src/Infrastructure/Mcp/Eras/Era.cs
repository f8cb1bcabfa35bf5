namespace McpService.Infrastructure.Mcp.Eras;

/// <summary>The two ways in which MCP is spoken.</summary>
internal enum Era
{
    /// <summary>Revisions in which a client initializes.</summary>
    Sessions,

    /// <summary>Revisions in which each request stands alone, from 2026-07-28 on.</summary>
    Sessionless,
}
