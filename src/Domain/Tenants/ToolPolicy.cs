namespace McpService.Domain.Tenants;

/// <summary>
/// Which tools a tenant may see and call. Patterns are <c>*</c> globs over full tool names, compared by
/// ordinal; no allow pattern allows every tool; deny wins.
/// </summary>
public sealed record ToolPolicy(IReadOnlyList<string> Allow, IReadOnlyList<string> Deny)
{
    /// <summary>Most patterns in each of the two lists: every list and call is matched against them.</summary>
    public const int MaxPatterns = 100;

    public const int MaxPatternLength = 200;

    public static readonly ToolPolicy Everything = new([], []);

    private readonly ToolPattern[] _allow = [.. Allow.Select(p => new ToolPattern(p))];
    private readonly ToolPattern[] _deny = [.. Deny.Select(p => new ToolPattern(p))];

    /// <summary>True when no tool is hidden, so that a list can pass as it came.</summary>
    public bool AllowsEverything => Allow.Count == 0 && Deny.Count == 0;

    public bool Allows(string tool) => (_allow.Length == 0 || Match(_allow, tool)) && !Match(_deny, tool);

    public bool Equals(ToolPolicy? other) => other is not null && Allow.SequenceEqual(other.Allow) && Deny.SequenceEqual(other.Deny);

    public override int GetHashCode() => HashCode.Combine(Allow.Count, Deny.Count);

    private static bool Match(ToolPattern[] patterns, string tool)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(tool)) return true;
        }

        return false;
    }
}
