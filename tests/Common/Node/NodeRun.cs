namespace McpService.Common.Node;

/// <param name="Output">The last lines it wrote, to either stream.</param>
public sealed record NodeRun(int ExitCode, string Output);
