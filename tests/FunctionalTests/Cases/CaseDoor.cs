namespace McpService.FunctionalTests.Cases;

/// <summary>The two languages a tenant's call is made in; a case is tried in both.</summary>
internal enum CaseDoor
{
    /// <summary><c>POST /api/tenant/{tenantId}/tool</c>.</summary>
    Rest,

    /// <summary><c>POST /api/tenant/{tenantId}/mcp</c>, one message without a session.</summary>
    Mcp,
}
