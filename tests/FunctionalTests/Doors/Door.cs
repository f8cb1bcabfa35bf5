namespace McpService.FunctionalTests.Doors;

/// <summary>The ways in by which a tenant's tools are listed and called.</summary>
internal enum Door
{
    /// <summary><c>POST /api/tenant/{tenantId}/tool</c>.</summary>
    Rest,

    /// <summary>A client that initializes, over <c>/mcp</c>.</summary>
    Session,

    /// <summary>A 2026-07-28 client before an upstream with sessions.</summary>
    Bridge,

    /// <summary>A 2026-07-28 client before an upstream of its own revision.</summary>
    Forward,

    /// <summary>A client that initializes before an upstream that knows no sessions.</summary>
    Reverse,

    /// <summary><c>/sse</c> and <c>/messages</c>.</summary>
    Sse,
}
