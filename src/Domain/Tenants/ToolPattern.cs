namespace McpService.Domain.Tenants;

/// <summary>A <c>*</c> glob, taken apart once. Matching takes time linear in the name, whatever the pattern (Knuth, Morris and Pratt).</summary>
internal sealed class ToolPattern
{
    private readonly bool _hasStar;
    private readonly string _start;
    private readonly string _end;
    private readonly (string Text, int[] Borders)[] _between;

    public ToolPattern(string pattern)
    {
        var parts = pattern.Split('*');
        _hasStar = parts.Length > 1;
        (_start, _end) = (parts[0], _hasStar ? parts[^1] : "");
        _between = _hasStar ? [.. parts[1..^1].Where(p => p.Length > 0).Select(p => (p, BordersOf(p)))] : [];
    }

    public bool Matches(ReadOnlySpan<char> name)
    {
        if (!_hasStar) return name.SequenceEqual(_start);
        if (name.Length < _start.Length + _end.Length || !name.StartsWith(_start) || !name.EndsWith(_end)) return false;

        var rest = name[_start.Length..^_end.Length];
        foreach (var (text, borders) in _between)
        {
            // The first place will do: what follows it has the most room.
            var end = EndOf(text, borders, rest);
            if (end < 0) return false;
            rest = rest[end..];
        }

        return true;
    }

    private static int EndOf(string text, int[] borders, ReadOnlySpan<char> within)
    {
        var matched = 0;
        for (var i = 0; i < within.Length; i++)
        {
            while (matched > 0 && text[matched] != within[i]) matched = borders[matched - 1];
            if (text[matched] == within[i] && ++matched == text.Length) return i + 1;
        }

        return -1;
    }

    /// <summary>For each prefix, the length of its longest end that is also its start.</summary>
    private static int[] BordersOf(string text)
    {
        var borders = new int[text.Length];
        for (int i = 1, border = 0; i < text.Length; i++)
        {
            while (border > 0 && text[i] != text[border]) border = borders[border - 1];
            if (text[i] == text[border]) border++;
            borders[i] = border;
        }

        return borders;
    }
}
