using McpService.WebApi.Hosting;

namespace McpService.UnitTests.WebApi.Hosting;

internal sealed class EnvironmentFileTests
{
    [TestCase("A=pa$$word", ExpectedResult = "pa$$word")]
    [TestCase("A=$HOME/x", ExpectedResult = "$HOME/x")]
    [TestCase("A=\"x${HOME}y\"", ExpectedResult = "x${HOME}y")]
    [TestCase("A='single $HOME'", ExpectedResult = "single $HOME")]
    [TestCase("# note\nexport A=5 # five", ExpectedResult = "5")]
    [TestCase("A=postgres://u:p%24@h:5432/db?sslmode=require", ExpectedResult = "postgres://u:p%24@h:5432/db?sslmode=require")]
    public string? Parse_Line_GivesTheValueAsWritten(string text) => EnvironmentFile.Parse(text)["A"];

    [Test]
    public void Parse_LeavesTheProcessAlone()
    {
        EnvironmentFile.Parse("MCPSERVICE_ENVIRONMENT_FILE_TEST=1");
        Environment.GetEnvironmentVariable("MCPSERVICE_ENVIRONMENT_FILE_TEST").ShouldBeNull();
    }

    [Test]
    public void Read_NoFile_IsEmpty() => EnvironmentFile.Read(Path.Combine(Path.GetTempPath(), "there-is-no-such-folder")).ShouldBeEmpty();
}
