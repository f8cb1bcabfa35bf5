namespace McpService.Domain.Tenants;

/// <summary>
/// The integrations whose tools a tenant may use: one key, several with commas, or <c>*</c> for whatever its credential opens. The
/// upstream names tools <c>{key}_{action}</c>, so that a name tells whose it is.
/// </summary>
public sealed record Integrations
{
    /// <summary>In place of keys: every tool, those without a prefix included.</summary>
    public const string Any = "*";

    public const int MaxKeys = 50;
    public const int MaxKeyLength = 64;

    /// <summary>Characters of all keys and the commas between them.</summary>
    public const int MaxLength = 1000;

    /// <summary>No tool at all.</summary>
    public static readonly Integrations None = new([], includesAll: false);

    // Asked for with every message.
    private readonly string _text;

    private Integrations(IReadOnlyList<string> keys, bool includesAll) => (Keys, IncludesAll, _text) = (keys, includesAll, includesAll ? Any : string.Join(',', keys));

    /// <summary>Each once, in the order given; empty for <c>*</c>.</summary>
    public IReadOnlyList<string> Keys { get; }

    public bool IncludesAll { get; }

    /// <summary>What stands in a tenant's row, a request or a query; <see cref="None"/> for what cannot be read.</summary>
    public static Integrations Parse(string? text)
    {
        if (text is Any) return new Integrations([], includesAll: true);
        if (text is not { Length: <= MaxLength }) return None;
        string[] keys = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        return keys.Length is > 0 and <= MaxKeys && Array.TrueForAll(keys, IsKey) ? new Integrations(keys, includesAll: false) : None;
    }

    /// <summary>A key as it stands in tool names; it is put into the upstream's query.</summary>
    public static bool IsKey(string text) =>
        text.Length is > 0 and <= MaxKeyLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>Those of them that a client asks for; <see cref="None"/> where it asks for one that is not among them.</summary>
    public Integrations Narrow(string asked)
    {
        var wanted = Parse(asked);
        return IncludesAll || (!wanted.IncludesAll && wanted.Keys.All(Keys.Contains)) ? wanted : None;
    }

    /// <summary>Whose a tool is, by its name alone.</summary>
    public ToolVerdict Judge(string tool)
    {
        if (IncludesAll) return ToolVerdict.Allowed;
        var verdict = ToolVerdict.Refused;
        foreach (var key in Keys)
        {
            if (tool.Length <= key.Length + 1 || tool[key.Length] != '_' || !tool.StartsWith(key, StringComparison.Ordinal)) continue;

            // `hub_spot_create` may be the action `spot_create` of `hub`, or `create` of another integration, `hub_spot`.
            if (!tool.AsSpan(key.Length + 1).Contains('_')) return ToolVerdict.Allowed;
            verdict = ToolVerdict.IfListed;
        }

        return verdict;
    }

    public bool Equals(Integrations? other) => other is not null && IncludesAll == other.IncludesAll && Keys.SequenceEqual(other.Keys);

    public override int GetHashCode() => HashCode.Combine(IncludesAll, Keys.Count);

    public override string ToString() => _text;
}
