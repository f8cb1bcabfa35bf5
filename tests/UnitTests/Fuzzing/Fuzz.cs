using System.Globalization;
using System.Text;

namespace McpService.UnitTests.Fuzzing;

/// <summary>Gives a reader many inputs. <c>FUZZ_INPUTS</c> in the environment says how many (2,000; the long run has 100,000), <c>FUZZ_SEED</c> where to begin.</summary>
internal static class Fuzz
{
    /// <summary>Several times what any of the readers takes for an input of the greatest length.</summary>
    private const long MostBytes = 8 * 1024 * 1024;

    private static readonly int Inputs = (int)NumberOr("FUZZ_INPUTS", 2_000);
    private static readonly ulong Seed = NumberOr("FUZZ_SEED", 20_261_126);

    /// <param name="read">Reads the input; throws for what must not be.</param>
    /// <param name="corpus">Good inputs, a byte for each character of Latin-1.</param>
    /// <param name="words">Of the language.</param>
    public static void Run(Action<byte[]> read, string[] corpus, string[] words)
    {
        var mutations = new Mutations(Seed, [.. corpus.Select(Encoding.Latin1.GetBytes)], [.. words.Select(Encoding.Latin1.GetBytes)]);
        foreach (var good in corpus) Try(read, Encoding.Latin1.GetBytes(good), -1);
        for (var i = 0; i < Inputs; i++) Try(read, mutations.Next(), i);
    }

    private static void Try(Action<byte[]> read, byte[] input, int number)
    {
        try
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            read(input);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes);
        }
        catch (Exception failure)
        {
            throw new AssertionException($"Input {number} of seed {Seed} ({Convert.ToHexString(input)}): {failure.Message}", failure);
        }
    }

    private static ulong NumberOr(string name, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
