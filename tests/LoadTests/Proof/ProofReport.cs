using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpService.LoadTests.Machine;

namespace McpService.LoadTests.Proof;

/// <summary>What came of all rows.</summary>
/// <param name="Machine">What it was played on.</param>
/// <param name="Command">What repeats it.</param>
/// <param name="Results">Row by row.</param>
internal sealed record ProofReport(MachineShape Machine, string Command, IReadOnlyList<(IProofRow Row, ProofFigure Figure)> Results)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>No goal is missed; what was not tried says nothing.</summary>
    public bool Holds => Results.All(r => r.Figure.Holds != false);

    public string ToTable()
    {
        var text = new StringBuilder("| row | what is tried | goal | figure | |\n|---|---|---|---|---|\n");
        foreach (var (row, figure) in Results) text.Append($"| `{row.Name}` | {row.What} | {row.Goal} | {figure.Figure} | {Verdict(figure)} |\n");
        return text.Append($"\n`{Command}`, {Machine}.\n").ToString();
    }

    public async Task WriteJsonAsync(string path)
    {
        var run = new { Machine, Command, Holds, Rows = Results.Select(r => new { r.Row.Name, r.Row.What, r.Row.Goal, r.Figure.Figure, r.Figure.Holds, r.Figure.Found }) };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(run, Indented) + "\n");
    }

    private static string Verdict(ProofFigure figure) => figure.Holds switch { true => "holds", false => "**missed**", null => "–" };
}
