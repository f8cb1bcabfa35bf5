using McpService.LoadTests.Curves;
using McpService.LoadTests.Load;
using McpService.LoadTests.Machine;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Commands;

/// <summary>What a call costs as something grows: a table and a chart each, written into docs.</summary>
internal static class CurveCommand
{
    /// <param name="names">Which curves; empty for all.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> names)
    {
        await PublishedGateway.UseAsync();
        var machine = await MachineShape.ReadAsync();
        foreach (var kind in names.Count == 0 ? CurveKind.All : [.. names.Select(CurveKind.Find)])
        {
            await Console.Error.WriteLineAsync($"{kind.Name} …");
            await using var stage = new MeasuringStage();
            var curve = new Curve(kind.Name, kind.What, await kind.MeasureAsync(stage, Pace.Full));
            await Console.Out.WriteLineAsync(await CurveWriter.WriteAsync(curve, machine, Path.Combine(Repository.Root, "docs")));
            if (curve.Wrong > 0) return 1;
        }

        return 0;
    }
}
