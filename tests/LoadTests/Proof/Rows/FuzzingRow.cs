using McpService.Common.Fuzzing;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>Every reader of what anybody may have written is given damaged inputs, by turns, in this process: a million requests over sockets reach few of their corners.</summary>
internal sealed class FuzzingRow : IProofRow
{
    private const int Whole = 100_000;
    private const int Turn = 500;

    // A turn takes milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Name => "fuzzing";

    public string What => "damaged inputs for the readers of bodies, messages, answers, event streams, keys, tickets, tokens, `.env` and `DATABASE_URL`: inputs neither taken as they came nor refused";

    public string Goal => "0";

    public int Share => 1;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        var runs = new List<FuzzRun>();
        foreach (var name in FuzzedReaders.Names) runs.Add(new FuzzRun(await FuzzedReaders.OpenAsync(name), (ulong)stage.Seed));
        var stuck = new List<FuzzFault>();
        time.Begin();
        while (stuck.Count == 0 && time.GoesOn(runs[0].Inputs, Whole))
        {
            foreach (var run in runs)
            {
                try
                {
                    await Task.Run(() => run.Next(Turn)).WaitAsync(Patience, TimeProvider.System);
                }
                catch (TimeoutException)
                {
                    stuck.Add(run.Current);
                }
            }
        }

        var (inputs, failed) = (runs.Sum(r => r.Inputs), runs.Sum(r => r.Failed) + stuck.Count);
        return new ProofFigure($"{failed} of {inputs:N0} inputs, {runs.Count} readers{(failed > 0 ? $"; seed {stage.Seed}" : "")}", failed == 0 && inputs > 0)
        {
            Found = [.. runs.SelectMany(r => r.Faults).Concat(stuck).Select(fault => $"--seed {stage.Seed}: {fault}")],
        };
    }
}
