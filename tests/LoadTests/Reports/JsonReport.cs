using System.Text.Encodings.Web;
using System.Text.Json;

namespace McpService.LoadTests.Reports;

/// <summary>The same run for programs: every row, and every sample of every cell.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(RunReport report, string path)
    {
        var run = new
        {
            report.Machine,
            report.Wrong,
            report.Notes,
            Rows = report.Rows.Select(result => new { result.Row.Name, result.Row.What, result.Row.Goal.Aim, result.Row.Goal.Limit, result.Row.Goal.Unit, result.Figure, Verdict = result.Verdict.ToString(), result.Note }),
            Contests = report.Contests.Select(contest => new
            {
                contest.Connections,
                contest.Payload,
                contest.ForeignLoad,
                Ways = contest.Ways.Select(way => new { way.Way.Name, Samples = way.All }),
            }),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(run, Indented) + "\n");
    }
}
