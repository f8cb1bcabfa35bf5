namespace McpService.Infrastructure.Mcp.Http;

/// <summary>The upstream no longer knows the session, so it did not execute the request: it may be sent once more on a new one.</summary>
internal sealed class SessionGoneException() : Exception("The upstream lost the session.");
