using McpService.Common.Clients;
using McpService.Common.Upstreams;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class NodeUpstreamTests
{
    [Test]
    public async Task Start_Everything_ListsTools()
    {
        await using var upstream = await NodeUpstream.StartAsync();
        await using var client = await SdkClient.ConnectAsync(upstream.Address, "token-a");
        (await client.ListToolsAsync()).ShouldContain(tool => tool.Name == "echo");
    }

    [Test]
    public async Task Dispose_Everything_EndsProcess()
    {
        var upstream = await NodeUpstream.StartAsync();
        Directory.Exists($"/proc/{upstream.ProcessId}").ShouldBeTrue();
        await upstream.DisposeAsync();
        Directory.Exists($"/proc/{upstream.ProcessId}").ShouldBeFalse();
    }
}
