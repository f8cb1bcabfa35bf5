using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>What is kept of a session's tools: their names, and the arguments that some want repeated in headers.</summary>
/// <param name="Names">Full names.</param>
/// <param name="IsWhole">Every tool is in it: the list was read to its end and without doubt.</param>
/// <param name="HeaderParameters">By tool; tools without such arguments are not in it.</param>
/// <param name="AskedAt">Monotonic time stamp.</param>
internal sealed record ToolNames(
    IReadOnlySet<string> Names, bool IsWhole, IReadOnlyDictionary<string, IReadOnlyList<HeaderParameter>> HeaderParameters, long AskedAt)
{
    private static readonly Dictionary<string, IReadOnlyList<HeaderParameter>> None = [];

    /// <summary>For who resolves a name.</summary>
    public KnownTools Known { get; } = new(Names, IsWhole);

    public static ToolNames Of(ToolList list, long askedAt)
    {
        Dictionary<string, IReadOnlyList<HeaderParameter>>? parameters = null;
        foreach (var tool in list.Tools)
        {
            if (HeaderParameter.ReadAll(tool.Json.Span) is { Count: > 0 } found) (parameters ??= [])[tool.Name] = found;
        }

        return new ToolNames(list.Tools.Select(t => t.Name).ToHashSet(), list.IsWhole, parameters ?? None, askedAt);
    }
}
