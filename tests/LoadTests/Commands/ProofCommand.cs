using System.Globalization;
using McpService.LoadTests.Machine;
using McpService.LoadTests.Proof;
using McpService.LoadTests.Proof.Stage;
using McpService.LoadTests.Reports;

namespace McpService.LoadTests.Commands;

/// <summary>Tries to break what the gateway promises, row by row, for as long as it is given; Ctrl-C ends it and prints what there is.</summary>
internal static class ProofCommand
{
    // It stands in a table.
    private const int MostOfAFailure = 300;

    /// <returns>The exit code: 1 when a goal is missed.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var options = ProofOptions.Parse(arguments);
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = !stop.IsCancellationRequested; // the second one ends it at once
            stop.Cancel();
        };
        var rows = AllProofRows.Make().Where(r => options.Only.Count == 0 || options.Only.Any(o => r.Name.StartsWith(o, StringComparison.Ordinal))).ToList();
        var shares = rows.Sum(r => r.Share);
        var results = new List<(IProofRow Row, ProofFigure Figure)>();
        await using (var stage = new ProofStage(options.Seed ?? Environment.TickCount))
        {
            foreach (var row in rows)
            {
                var figure = await PlayAsync(row, stage, new ProofTime(options.Time * row.Share / shares, options.IsFull, stop.Token));
                Console.WriteLine($"{row.Name}: {figure.Figure}");
                foreach (var found in figure.Found) Console.WriteLine($"  {found}");
                results.Add((row, figure));
            }
        }

        var report = new ProofReport(await MachineShape.ReadAsync(), $"dotnet run -c Release --project tests/LoadTests -- {Spell(options)}", results);
        Console.WriteLine($"\n{report.ToTable()}");
        await report.WriteJsonAsync(options.Json);
        if (options.IsForDocs) await MarkedPage.ReplaceAsync(Path.Combine(Repository.Root, "docs", "security.md"), "proof", report.ToTable());
        return report.Holds ? 0 : 1;
    }

    /// <summary>What repeats the run, but for where its results went.</summary>
    private static string Spell(ProofOptions options) => string.Create(
        CultureInfo.InvariantCulture, $"proof{(options.IsFull ? " --full" : $" --minutes {options.Time.TotalMinutes:0.##}")}{string.Concat(options.Only.Select(row => $" --only {row}"))}");

    private static async Task<ProofFigure> PlayAsync(IProofRow row, ProofStage stage, ProofTime time)
    {
        if (time.Stopped.IsCancellationRequested) return ProofFigure.NotTried("stopped");
        try
        {
            return await row.RunAsync(stage, time);
        }
        catch (NUnit.Framework.IgnoreException missing)
        {
            return ProofFigure.NotTried(missing.Message);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var why = $"failed to run: {failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}";
            return new ProofFigure(why[..Math.Min(MostOfAFailure, why.Length)], false);
        }
    }
}
