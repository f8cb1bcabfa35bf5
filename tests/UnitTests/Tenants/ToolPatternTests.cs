using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using McpService.Domain.Tenants;
using FsCheckProperty = FsCheck.NUnit.PropertyAttribute;

namespace McpService.UnitTests.Tenants;

/// <summary>Any pattern and any name, of few letters so that they often meet.</summary>
public sealed class ToolPatternTests
{
    private static readonly Gen<string> Names = TextOf('a', 'b', '_');

    private static readonly Gen<string> Patterns = TextOf('a', 'b', '_', '*');

    [FsCheckProperty(MaxTest = 2000)]
    public Property Allows_AnyPatternAndName_AsTheExpressionItStandsFor() => Prop.ForAll(
        Patterns.Zip(Names).ToArbitrary(), both => new ToolPolicy([both.Item1], []).Allows(both.Item2) == IsMatch(both.Item1, both.Item2));

    [FsCheckProperty(MaxTest = 500)]
    public Property Allows_ToolBothAllowedAndDenied_DenyWins() => Prop.ForAll(
        Patterns.Zip(Names).ToArbitrary(), both => !new ToolPolicy([both.Item1], [both.Item1]).Allows(both.Item2));

    /// <summary>As many patterns as there may be, as long as they may be, against a name far longer than any may be: work that grows with their product would take minutes.</summary>
    [Test]
    public void Allows_PatternsMadeToBeSlow_TakeTimeOfTheNameAlone()
    {
        var pattern = $"*{new string('a', ToolPolicy.MaxPatternLength - 3)}b*";
        var policy = new ToolPolicy([.. Enumerable.Repeat(pattern, ToolPolicy.MaxPatterns)], []);
        var name = new string('a', 200_000);

        var started = TimeProvider.System.GetTimestamp();
        policy.Allows(name).ShouldBeFalse();
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static Gen<string> TextOf(params char[] letters) => Gen.Elements(letters).ArrayOf().Resize(12).Select(text => new string(text));

    private static bool IsMatch(string pattern, string name) => Regex.IsMatch(
        name, $"\\A(?s:{string.Join(".*", pattern.Split('*').Select(Regex.Escape))})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
