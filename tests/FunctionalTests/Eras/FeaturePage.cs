using McpService.Common.Sources;

namespace McpService.FunctionalTests.Eras;

/// <summary>The table of features in docs/protocol.md.</summary>
internal static class FeaturePage
{
    private const string Begin = "<!-- features: made by FeatureTableTests -->";
    private const string End = "<!-- end of features -->";

    /// <summary>As it stands there.</summary>
    public static string Table
    {
        get
        {
            var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "protocol.md"));
            var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
            return page[begin..end].Trim();
        }
    }

    /// <summary>One column: <c>feature: what it says</c>.</summary>
    /// <param name="head">Its head.</param>
    public static IReadOnlyList<string> Column(string head)
    {
        var rows = Table.Split('\n').Select(row => row.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToList()).ToList();
        var column = rows[0].IndexOf(head);
        return [.. rows.Skip(2).Select(row => $"{row[0]}: {row[column]}")];
    }
}
