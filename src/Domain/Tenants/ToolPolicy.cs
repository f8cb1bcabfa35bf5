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

    /// <summary>True when no tool is hidden, so that a list can pass as it came.</summary>
    public bool AllowsEverything => Allow.Count == 0 && Deny.Count == 0;

    public bool Allows(string tool) => (Allow.Count == 0 || Allow.Any(p => Matches(p, tool))) && !Deny.Any(p => Matches(p, tool));

    public bool Equals(ToolPolicy? other) => other is not null && Allow.SequenceEqual(other.Allow) && Deny.SequenceEqual(other.Deny);

    public override int GetHashCode() => HashCode.Combine(Allow.Count, Deny.Count);

    /// <summary>Linear in pattern and name: on a mismatch only the last star takes one character more.</summary>
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, resume, p) = (p, n, p + 1);
            else if (p < pattern.Length && pattern[p] == name[n]) (p, n) = (p + 1, n + 1);
            else if (star >= 0) (p, n) = (star + 1, ++resume);
            else return false;
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
