using System.Runtime.CompilerServices;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Prerequisites;
using McpService.Common.Processes;
using McpService.Common.Waiting;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Api;

/// <summary>The two-minute tour as the README tells it, with the files it leads to, against a gateway in development with the sandbox behind it.</summary>
internal sealed class TourFilesTests
{
    private const string PublishedAddress = "http://localhost:3000";

    private static readonly string Root = FindRoot();

    [Test]
    public async Task Readme_CommandsOfTryIt_Work()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var output = "";
        foreach (var command in CommandsOf("## Try it").Where(command => !command.StartsWith("dotnet run", StringComparison.Ordinal)))
            output += await RunAsync(gateway, command.Replace(PublishedAddress, Address(gateway), StringComparison.Ordinal));

        output.ShouldContain("hubspot_create-contact");
        output.ShouldContain("ada@example.com");
        output.ShouldContain("\"protocolVersion\"");
        output.ShouldContain("API_KEY=mcp_");
    }

    [Test]
    public async Task TourSh_AnswerIsAnError_EndsThere()
    {
        await using var gateway = await GatewayHost.StartAsync();

        (await EndOfAsync(gateway, "ADMIN_KEY=wrong sh docs/tour.sh")).ExitCode.ShouldBe(1);
    }

    [Test]
    public async Task TourSh_NobodyAnswers_SaysWhatToStart()
    {
        await using var gateway = await GatewayHost.StartAsync();

        var (exitCode, output) = await EndOfAsync(gateway, "GATEWAY=http://127.0.0.1:1 TRIES=1 sh docs/tour.sh");

        (exitCode, output.Contains("dotnet run --project src/WebApi", StringComparison.Ordinal)).ShouldBe((1, true), output);
    }

    [Test]
    public async Task SamplesSh_MakesTwoTenantsAndTheirCalls()
    {
        await using var gateway = await GatewayHost.StartAsync();

        var output = await RunAsync(gateway, "sh docs/samples.sh");

        output.Split("API_KEY=mcp_").Length.ShouldBe(3, output);
        var calls = new List<JsonElement>();
        await Eventually.TrueAsync( // a call's outcome is in the trail a moment after its answer
            async _ =>
            {
                var page = await gateway.SendAsync(HttpMethod.Get, "/api/audit?action=tool_call", null, ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
                calls = [.. page.Json.GetProperty("entries").EnumerateArray()];
                return calls.Count >= 12;
            },
            "entries of twelve calls");
        calls.Count.ShouldBe(12);
        calls.Count(e => e.GetProperty("outcome").GetString() == "tool_error").ShouldBe(2);
        (await EndOfAsync(gateway, "ADMIN_KEY=wrong sh docs/samples.sh")).ExitCode.ShouldBe(1);
    }

    [Test]
    public async Task HttpFile_RequestsInOrder_Succeed()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "tour.http"));
        var file = HttpFile.Parse(text.Replace(PublishedAddress, Address(gateway), StringComparison.Ordinal));

        var answers = await file.SendAllAsync(gateway.Client);

        answers.ShouldAllBe(answer => (int)answer.Status < 300);
        answers[2].Text.ShouldContain("ada@example.com");
        answers[^1].Text.ShouldContain("\"protocolVersion\"");
    }

    /// <summary>No build server of ours has PowerShell: what it would send is compared, line for line.</summary>
    [Test]
    public async Task PowerShellTour_SendsWhatTheOtherSends()
    {
        var sh = await BodiesAsync("tour.sh");

        sh.Count.ShouldBe(5);
        (await BodiesAsync("tour.ps1")).ShouldBe(sh);
        (await BodiesAsync("tour.http")).ShouldBe(sh);
    }

    /// <summary>JSON bodies, without the name that each gives itself over MCP.</summary>
    private static async Task<List<string>> BodiesAsync(string file) =>
    [
        .. from line in await File.ReadAllLinesAsync(Path.Combine(Root, "docs", file))
           let start = line.IndexOf("{\"", StringComparison.Ordinal)
           where start >= 0
           let body = line[start..(line.LastIndexOf('}') + 1)]
           select body.Contains("clientInfo", StringComparison.Ordinal) ? body[..body.IndexOf("clientInfo", StringComparison.Ordinal)] : body,
    ];

    private static async Task<string> RunAsync(GatewayHost gateway, string command)
    {
        var (exitCode, output) = await EndOfAsync(gateway, command);
        exitCode.ShouldBe(0, output);
        return output;
    }

    private static async Task<(int ExitCode, string Output)> EndOfAsync(GatewayHost gateway, string command)
    {
        Prerequisite.Require(File.Exists("/usr/bin/curl"), "curl");
        await using var shell = await ChildProcess.StartAsync(["env", "-C", Root], ["sh", "-e", "-c", command], new Dictionary<string, string> { ["GATEWAY"] = Address(gateway) });
        return (await shell.WaitForExitAsync(CancellationToken.None), shell.Output);
    }

    private static IEnumerable<string> CommandsOf(string section) => File.ReadAllText(Path.Combine(Root, "README.md"))
        .Split($"{section}\n")[1].Split("\n## ")[0].Split("```sh\n")[1..].Select(block => block.Split("```")[0].Trim());

    private static string Address(GatewayHost gateway) => gateway.Address.AbsoluteUri.TrimEnd('/');

    private static string FindRoot([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
