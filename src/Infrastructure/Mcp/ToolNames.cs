namespace McpService.Infrastructure.Mcp;

/// <summary>Names of a session's tools and when they were asked for.</summary>
/// <param name="Names">Full names.</param>
/// <param name="AskedAt">Monotonic time stamp.</param>
internal sealed record ToolNames(IReadOnlySet<string> Names, long AskedAt);
