using System.Globalization;
using System.Reflection;
using McpService.Common.Gateway;

namespace McpService.UnitTests.Documentation;

/// <summary>A setting or a bound that is not written down, or written down and gone, is a fault.</summary>
public sealed class SettingsAreDocumentedTests
{
    private const string Page = "docs/configuration.md";

    [TestCase("PORT")]
    [TestCase("DATABASE_URL")]
    [TestCase("INTEGRATION_APP_MCP_URL")]
    public void Settings_OfEitherLayer_AreFound(string name) => SettingNames.All.ShouldContain(name);

    [Test]
    public void EnvExample_NamesEverySettingOnce() =>
        Repository.Lines(".env.example").Select(ExampleName).OfType<string>().ShouldBe(SettingNames.All, ignoreOrder: true);

    [Test]
    public void EnvExample_CopiedAsItIs_SetsNothing() =>
        Repository.Lines(".env.example").ShouldAllBe(line => line.Length == 0 || line.StartsWith('#'));

    [Test]
    public void Page_NamesEverySettingOnce() => SettingRow.Of(Page).Select(row => row.Name).ShouldBe(SettingNames.All, ignoreOrder: true);

    [Test]
    public void Page_DefaultsAndRanges_AreTheCodes()
    {
        var rows = SettingRow.Of(Page).ToDictionary(row => row.Name);
        foreach (var (name, property) in SettingNames.Properties)
        {
            if (DefaultOf(property) is { } value) rows[name].Default.ShouldBe(value, name);
            if (property.GetCustomAttribute<System.ComponentModel.DataAnnotations.RangeAttribute>() is { } range) rows[name].Range.ShouldBe($"{range.Minimum} to {range.Maximum}", name);
        }
    }

    [Test]
    public void Page_FixedBounds_AreTheCodes()
    {
        var bounds = FixedBound.Of(Page).ToList();
        bounds.Count.ShouldBeGreaterThan(30);
        foreach (var bound in bounds) bound.Actual.ShouldBe(bound.Stated, bound.Member);
    }

    /// <summary>Null where the page describes it in words.</summary>
    private static string? DefaultOf(PropertyInfo property) => property.GetValue(Activator.CreateInstance(property.DeclaringType!)) switch
    {
        string text => text,
        int number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        Enum member => string.Concat(member.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}")),
        _ => null,
    };

    /// <summary><c># NAME=default</c></summary>
    private static string? ExampleName(string line) =>
        line.StartsWith("# ", StringComparison.Ordinal) && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && IsName(line[2..end]) ? line[2..end] : null;

    private static bool IsName(string text) => text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
}
