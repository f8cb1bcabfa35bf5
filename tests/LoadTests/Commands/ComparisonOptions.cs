using McpService.LoadTests.Machine;

namespace McpService.LoadTests.Commands;

/// <summary>What of the comparison is asked for.</summary>
/// <param name="IsQuick">A rough picture in less than a minute.</param>
/// <param name="Only">Beginnings of rows' names; empty for all.</param>
/// <param name="Json">Where the figures go for programs.</param>
/// <param name="IsForDocs">The table goes into docs/performance.md, too.</param>
internal sealed record ComparisonOptions(bool IsQuick, IReadOnlyList<string> Only, string Json, bool IsForDocs)
{
    private static readonly string DefaultJson = Path.Combine(Repository.Root, "TestResults", "load-test.json");

    /// <exception cref="ArgumentException">One is not known.</exception>
    public static ComparisonOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ComparisonOptions(IsQuick: false, [], DefaultJson, IsForDocs: false);
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { IsQuick = true },
                "--docs" => options with { IsForDocs = true },
                "--only" when ++i < arguments.Count => options with { Only = [.. options.Only, arguments[i]] },
                "--json" when ++i < arguments.Count => options with { Json = arguments[i] },
                _ => throw new ArgumentException($"Not understood: {string.Join(' ', arguments)}. Known: --quick, --only ROW, --json FILE, --docs.", nameof(arguments)),
            };
        }

        return options;
    }
}
