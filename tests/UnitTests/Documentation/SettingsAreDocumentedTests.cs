using System.Runtime.CompilerServices;
using McpService.Common.Gateway;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Documentation;

/// <summary>A setting that is not written down, or written down and gone, is a fault.</summary>
public sealed class SettingsAreDocumentedTests
{
    [TestCase("PORT")]
    [TestCase("DATABASE_URL")]
    [TestCase("INTEGRATION_APP_MCP_URL")]
    public void Settings_OfEitherLayer_AreFound(string name) => SettingNames.All.ShouldContain(name);

    [Test]
    public void EnvExample_NamesEverySettingOnce() =>
        Lines(".env.example").Select(ExampleName).OfType<string>().ShouldBe(SettingNames.All, ignoreOrder: true);

    [Test]
    public void EnvExample_CopiedAsItIs_SetsNothing() =>
        Lines(".env.example").ShouldAllBe(line => line.Length == 0 || line.StartsWith('#'));

    [Test]
    public void ReadmeTable_NamesEverySettingOnce() =>
        Section(Lines("README.md"), "Configuration").Select(TableName).OfType<string>().ShouldBe(SettingNames.All, ignoreOrder: true);

    /// <summary><c># NAME=default</c></summary>
    private static string? ExampleName(string line) =>
        line.StartsWith("# ", StringComparison.Ordinal) && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && IsName(line[2..end]) ? line[2..end] : null;

    /// <summary><c>| `NAME` | default | … |</c></summary>
    private static string? TableName(string line) => line.StartsWith("| `", StringComparison.Ordinal) ? line.Split('`')[1] : null;

    private static bool IsName(string text) => text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    private static IEnumerable<string> Section(IEnumerable<string> lines, string title) =>
        lines.SkipWhile(line => line != $"## {title}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root(), file));

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
