using System.Globalization;
using System.Reflection;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Settings;
using McpService.WebApi;

namespace McpService.UnitTests.Documentation;

/// <summary>A bound that is no setting: <c>| what | 8 MiB | `Type.Member` |</c>.</summary>
internal sealed record FixedBound(string Value, string Member)
{
    private const BindingFlags Constants = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ILookup<string, Type> Types =
        new[] { typeof(Tenant), typeof(Application.DependencyInjection), typeof(SettingAttribute), typeof(GatewayApplication) }
            .SelectMany(layer => layer.Assembly.GetTypes()).ToLookup(type => type.Name);

    public static IEnumerable<FixedBound> Of(string file) =>
        from line in Repository.Lines(file)
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        where cells.Length == 5 && cells[3].StartsWith('`') && cells[3].Contains('.')
        select new FixedBound(cells[2], cells[3].Trim('`'));

    /// <summary>As the page says it: bytes, seconds, or a number of things.</summary>
    public double Stated
    {
        get
        {
            var parts = Value.Split(' ', 2);
            var number = double.Parse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture);
            return parts is [_, var unit] ? number * Factor(unit) : number;
        }
    }

    /// <summary>As the code says it. Null where there is no such constant.</summary>
    public double? Actual
    {
        get
        {
            var (type, member) = Member.Split('.') is [var t, var m] ? (t, m) : (Member, "");
            var constant = Types[type].Select(candidate => candidate.GetField(member, Constants)).FirstOrDefault(found => found is not null);
            return constant?.GetValue(null) switch
            {
                TimeSpan time => time.TotalSeconds,
                int number when member.EndsWith("Kilobytes", StringComparison.Ordinal) => number * 1024d,
                IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
                _ => null,
            };
        }
    }

    private static double Factor(string unit) => unit switch
    {
        "KiB" => 1024,
        "MiB" => 1024 * 1024,
        "s" or "characters" or "bytes" => 1,
        "ms" => 0.001,
        "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => throw new FormatException($"No unit: {unit}"),
    };
}
