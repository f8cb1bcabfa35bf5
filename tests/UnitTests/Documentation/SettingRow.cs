namespace McpService.UnitTests.Documentation;

/// <summary>A row of a table of settings: <c>| `NAME` | default | unit | range | what for |</c>.</summary>
internal sealed record SettingRow(string Name, string Default, string Range)
{
    private const int Columns = 5;

    public static IEnumerable<SettingRow> Of(string file) =>
        from line in Repository.Lines(file)
        where line.StartsWith("| `", StringComparison.Ordinal) && line.Count(c => c == '|') == Columns + 1
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        select new SettingRow(cells[1].Trim('`'), cells[2].Trim('`'), cells[4]);
}
