using System.Text.Json;
using McpService.Common.Prerequisites;
using McpService.Common.Processes;

namespace McpService.FunctionalTests.LoadTest;

/// <summary>The load test's own code, run for seconds. Its figures are not looked at: a machine that builds and tests is no place to measure.</summary>
public sealed class LoadTestSmokeTests
{
    private static readonly string Program = FindProgram();

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("mcpservice-load-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Smoke_EveryAnswerChecked_WritesTableFiguresAndChart()
    {
        Prerequisite.Require(File.Exists("/usr/bin/wrk"), "wrk is needed (Debian: package wrk).");

        await ChildProcess.RunAsync([], ["dotnet", Program, "smoke", _folder.FullName]);

        using var figures = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "load-test.json")));
        figures.RootElement.GetProperty("wrong").GetInt64().ShouldBe(0);
        var ways = figures.RootElement.GetProperty("contests")[0].GetProperty("ways").EnumerateArray().ToList();
        ways.Select(way => way.GetProperty("name").GetString()).ShouldBe(["direct", "YARP", "REST", "relay, events", "refused: over the limit"]);
        ways.ShouldAllBe(way => way.GetProperty("samples")[0].GetProperty("calls").GetInt64() > 0);
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "performance.md"))).ShouldContain("| `smoke` REST tool call | 1 | 0 |");
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "charts", "smoke.svg"))).ShouldContain("</svg>");
    }

    /// <summary>It is built with the tests, into its own folder: what it brings along is no part of them.</summary>
    private static string FindProgram()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')); // FunctionalTests/bin/CONFIGURATION/FRAMEWORK
        var tests = output.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(tests.FullName, "LoadTests", "bin", output.Parent.Name, output.Name, "McpService.LoadTests.dll");
    }
}
