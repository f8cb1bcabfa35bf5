using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Conformance;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Inspector;

[TestFixture, Category("Clients")]
internal sealed class InspectorTests
{
    private static readonly Dictionary<string, string> Credential = new(StringComparer.Ordinal) { ["Authorization"] = "Bearer key" };

    [Test]
    public async Task ListTools_Direct_NamesThem()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        var listed = await InspectorCli.ListToolsAsync(upstream.Address);
        listed["tools"]!.AsArray().Select(tool => (string?)tool!["name"]).ShouldContain("test_simple_text");
    }

    [Test]
    public async Task CallTool_Direct_Answers()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal) { ["region"] = "here" };
        var result = await InspectorCli.CallToolAsync(upstream.Address, "test_header_argument", arguments);
        ((string?)result["content"]![0]!["text"]).ShouldBe("region=here");
    }

    [Test]
    public async Task Header_Given_Sent()
    {
        await using var upstream = await ScriptableUpstream.StartAsync();
        await InspectorCli.ListToolsAsync(upstream.Address, Credential);
        upstream.Record.Requests.ShouldAllBe(request => request.Token == "key");
    }
}
