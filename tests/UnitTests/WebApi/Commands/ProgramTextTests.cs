using McpService.WebApi.Commands;
using McpService.WebApi.Hosting;

namespace McpService.UnitTests.WebApi.Commands;

internal sealed class ProgramTextTests
{
    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("help")]
    public void Find_Help_NamesEveryCommandAndWhereSettingsAre(string argument)
    {
        var text = ProgramText.Find([argument, "--PORT=0"])!;

        foreach (var (name, purpose) in GatewayCommands.Purposes) text.ShouldContain($"  {name,-14}{purpose}");
        text.ShouldContain("docs/configuration.md");
        text.ShouldContain("Usage:");
    }

    [TestCase("--version")]
    [TestCase("version")]
    public void Find_Version_IsOneLine(string argument) => ProgramText.Find([argument]).ShouldBe($"McpService {ProductVersion.Text}");

    [TestCase]
    [TestCase("migrate")]
    [TestCase("--PORT=0")]
    public void Find_AnythingElse_IsNotAsked(params string[] args) => ProgramText.Find(args).ShouldBeNull();
}
