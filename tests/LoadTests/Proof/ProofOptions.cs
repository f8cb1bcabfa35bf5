using System.Globalization;
using McpService.LoadTests.Machine;

namespace McpService.LoadTests.Proof;

/// <summary>What of the proof is asked for.</summary>
/// <param name="Time">For all rows together; each has its share.</param>
/// <param name="IsFull">Each row goes on until it has its whole number, however long that takes.</param>
/// <param name="Only">Beginnings of rows' names; empty for all.</param>
/// <param name="Json">Where the figures go for programs.</param>
/// <param name="Seed">What the random inputs begin with, to send again what was found; null for new ones.</param>
/// <param name="IsForDocs">The table goes into docs/security.md, too.</param>
internal sealed record ProofOptions(TimeSpan Time, bool IsFull, IReadOnlyList<string> Only, string Json, int? Seed, bool IsForDocs)
{
    /// <exception cref="ArgumentException">One is not known.</exception>
    public static ProofOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ProofOptions(TimeSpan.FromMinutes(60), IsFull: false, [], Path.Combine(Repository.Root, "TestResults", "proof.json"), Seed: null, IsForDocs: false);
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--full" => options with { IsFull = true },
                "--docs" => options with { IsForDocs = true },
                "--only" when ++i < arguments.Count => options with { Only = [.. options.Only, arguments[i]] },
                "--json" when ++i < arguments.Count => options with { Json = arguments[i] },
                "--seed" when ++i < arguments.Count && int.TryParse(arguments[i], CultureInfo.InvariantCulture, out var seed) => options with { Seed = seed },
                "--minutes" when ++i < arguments.Count && double.TryParse(arguments[i], CultureInfo.InvariantCulture, out var minutes) && minutes > 0 => options with { Time = TimeSpan.FromMinutes(minutes) },
                _ => throw new ArgumentException($"Not understood: {string.Join(' ', arguments)}. Known: --minutes N, --full, --only ROW, --json FILE, --seed N, --docs.", nameof(arguments)),
            };
        }

        return options;
    }
}
