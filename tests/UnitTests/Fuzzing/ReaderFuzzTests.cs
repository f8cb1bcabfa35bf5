using System.Globalization;
using McpService.Common.Fuzzing;

namespace McpService.UnitTests.Fuzzing;

/// <summary>
/// Damaged inputs for every reader. <c>FUZZ_INPUTS</c> in the environment says how many (2,000; the long run has 100,000), <c>FUZZ_SEED</c> where to begin.
/// </summary>
internal sealed class ReaderFuzzTests
{
    private static readonly int Inputs = (int)NumberOr("FUZZ_INPUTS", 2_000);
    private static readonly ulong Seed = NumberOr("FUZZ_SEED", 20_261_126);

    [TestCaseSource(typeof(FuzzedReaders), nameof(FuzzedReaders.Names))]
    public async Task Reader_OfWhateverComes_TakesItOrSaysNo(string name)
    {
        var run = new FuzzRun(await FuzzedReaders.OpenAsync(name), Seed);

        run.Next(Inputs);

        run.Faults.ShouldBeEmpty(string.Join('\n', run.Faults));
    }

    private static ulong NumberOr(string name, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
