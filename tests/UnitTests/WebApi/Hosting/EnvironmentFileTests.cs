using FsCheck;
using FsCheck.Fluent;
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
    [TestCase("\uFEFFA = spaces around \r\nB=2\r\n", ExpectedResult = "spaces around")]
    [TestCase("A=", ExpectedResult = "")]
    [TestCase("A=#not set", ExpectedResult = "")]
    [TestCase("A=a#b", ExpectedResult = "a#b")]
    [TestCase("A=\"it's\" # fine", ExpectedResult = "it's")]
    [TestCase("A='say \"x\" \\n'", ExpectedResult = "say \"x\" \\n")]
    [TestCase("A=\"a\\\"b\\\\c\\n\\$d\"", ExpectedResult = "a\"b\\c\n$d")]
    [TestCase("A=back\\slash", ExpectedResult = "back\\slash")]
    [TestCase("A=1\nA=2", ExpectedResult = "2")]
    public string? Parse_Line_GivesTheValueAsWritten(string text) => EnvironmentFile.Parse(text)["A"];

    [TestCase("A=1\nPASSWORD: s3cret", 2)]
    [TestCase("A=1\n\n# note\ns3cret-tail-of-a-key", 4)]
    [TestCase("PASSWORD=s3cret's", 1)]
    [TestCase("PASSWORD=s3\"cret", 1)]
    [TestCase("PASSWORD=\"s3cret", 1)]
    [TestCase("PASSWORD='s3cret\nA=1", 1)]
    [TestCase("PASSWORD='s3cret'more", 1)]
    [TestCase("PASSWORD=\"s3\\cret\"", 1)]
    [TestCase("PASSWORD=s3\0cret", 1)]
    [TestCase("=s3cret", 1)]
    [TestCase("s3 cret=1", 1)]
    public void Parse_BadLine_NamesFileLineAndMendAndNothingOfIt(string text, int line)
    {
        var fault = Should.Throw<EnvironmentFileException>(() => EnvironmentFile.Parse(text, "/app/.env")).Message;

        fault.ShouldStartWith($"/app/.env, line {line}: ");
        fault.ShouldNotContain("s3");
        fault.ShouldNotContain("cret");
        fault.ShouldNotContain("\n");
    }

    [Test]
    public void Parse_LeavesTheProcessAlone()
    {
        EnvironmentFile.Parse("MCPSERVICE_ENVIRONMENT_FILE_TEST=1");
        Environment.GetEnvironmentVariable("MCPSERVICE_ENVIRONMENT_FILE_TEST").ShouldBeNull();
    }

    [Test]
    public void Read_NoFile_IsEmpty() => EnvironmentFile.Read(Path.Combine(Path.GetTempPath(), "there-is-no-such-folder")).ShouldBeEmpty();

    [Test]
    public void Read_NotUtf8_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllBytes(Path.Combine(folder.FullName, ".env"), [.. "A=caf"u8, 0xE9]);
        try
        {
            Should.Throw<EnvironmentFileException>(() => EnvironmentFile.Read(folder.FullName)).Message.ShouldContain("UTF-8");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Any text is settings or a fault of its own kind, which repeats nothing of it.</summary>
    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property Parse_AnyText_IsReadOrRefusedByLine() => Prop.ForAll(Lines, text =>
    {
        try
        {
            return EnvironmentFile.Parse(text).Values.All(value => value!.Length <= text.Length);
        }
        catch (EnvironmentFileException fault)
        {
            return fault.Message.StartsWith(".env, line ", StringComparison.Ordinal) && !fault.Message.Contains("Zq", StringComparison.Ordinal);
        }
    });

    /// <summary>Whatever value there is, there is a way to write it.</summary>
    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property Parse_ValueWrittenInDoubleQuotes_ComesBack() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), value =>
    {
        var text = string.Concat(value.Get.Where(c => !char.IsControl(c) && c is not ('\u2028' or '\u2029')));
        var written = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return EnvironmentFile.Parse($"A=\"{written}\"")["A"] == text;
    });

    /// <summary>What lines are made of, in any order, with a secret among it.</summary>
    private static Arbitrary<string> Lines => Gen.Elements("A", "=", "'", "\"", "\\", "#", " ", "\n", "\r\n", ":", "$", "export ", "Zq1", "\0", "é", "\u2028")
        .ArrayOf().Select(string.Concat).ToArbitrary();
}
