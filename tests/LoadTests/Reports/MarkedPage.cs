namespace McpService.LoadTests.Reports;

/// <summary>A Markdown page that people write, with parts that commands write: each between two comments that name it.</summary>
internal static class MarkedPage
{
    /// <summary>Puts the text in the place of the part.</summary>
    /// <exception cref="InvalidOperationException">The page has no such part.</exception>
    public static async Task ReplaceAsync(string page, string part, string text)
    {
        var (begin, end) = ($"<!-- {part}: written by the load test -->\n", $"<!-- end of {part} -->");
        var all = await File.ReadAllTextAsync(page);
        var (from, to) = (all.IndexOf(begin, StringComparison.Ordinal), all.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"{page} has no place for {part}: it begins with the line {begin.Trim()} and ends with {end}.");
        await File.WriteAllTextAsync(page, $"{all[..(from + begin.Length)]}{text.Trim()}\n{all[to..]}");
    }
}
