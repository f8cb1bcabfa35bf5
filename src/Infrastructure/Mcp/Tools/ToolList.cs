using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>What <c>tools/list</c> gave.</summary>
/// <param name="Tools">All tools that could be read.</param>
/// <param name="IsWhole">The list came to its end and every tool could be read. Where it is false, a name that is missing here may yet be a tool.</param>
internal sealed record ToolList(IReadOnlyList<ToolDefinition> Tools, bool IsWhole)
{
    /// <summary>Only the names, for who resolves one.</summary>
    public KnownTools ToNames() => new(Tools.Select(t => t.Name).ToHashSet(), IsWhole);
}
