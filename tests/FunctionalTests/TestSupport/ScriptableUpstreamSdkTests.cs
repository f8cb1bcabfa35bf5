using McpService.Common.Clients;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.TestSupport;

[TestFixture]
internal sealed class ScriptableUpstreamSdkTests
{
    private ScriptableUpstream _upstream = null!;

    [SetUp]
    public async Task StartAsync() => _upstream = await ScriptableUpstream.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _upstream.DisposeAsync();

    [Test]
    public async Task ListTools_SdkClient_FindsDefaultTools()
    {
        await using var client = await SdkClient.ConnectAsync(_upstream.Address, "token-a");
        (await client.ListToolsAsync()).Select(tool => tool.Name).ShouldBe(["echo", "whoami", "headers", "slow"]);
    }

    [Test]
    public async Task ListTools_SeveralPages_SdkClientFollowsCursors()
    {
        _upstream.SetToolPages("""[{"name":"one","inputSchema":{"type":"object"}}]""", """[{"name":"two","inputSchema":{"type":"object"}}]""");
        await using var client = await SdkClient.ConnectAsync(_upstream.Address, "token-a");
        (await client.ListToolsAsync()).Select(tool => tool.Name).ShouldBe(["one", "two"]);
        _upstream.Hits("tools/list").ShouldBe(2);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task CallTool_SdkClient_GetsCanaryOfItsToken(bool answerAsJson)
    {
        _upstream.Settings.AnswerAsJson = answerAsJson;
        await using var client = await SdkClient.ConnectAsync(_upstream.Address, "token-b");
        var result = await client.CallToolAsync("whoami");
        result.Content.ShouldHaveSingleItem().ShouldBeOfType<TextContentBlock>().Text.ShouldBe(Canary.Of("token-b"));
    }

    [Test]
    public async Task Stateless_SdkClient_CallsWithoutSession()
    {
        _upstream.Settings.Stateless = true;
        await using var client = await SdkClient.ConnectAsync(_upstream.Address, "token-a");
        await client.CallToolAsync("echo");
        _upstream.Record.Requests.ShouldAllBe(request => request.SessionId == null);
    }

    [Test]
    public async Task Dispose_SdkClient_DeletesItsSession()
    {
        await using (await SdkClient.ConnectAsync(_upstream.Address, "token-a")) _upstream.Sessions.Count.ShouldBe(1);
        await _upstream.WaitForAsync(record => record.Deleted.Count == 1);
        _upstream.Sessions.ShouldBeEmpty();
    }

    [Test]
    public async Task GetStreams_SdkClient_ReceivesPushedMessage()
    {
        _upstream.Settings.GetStreams = true;
        await using var client = await SdkClient.ConnectAsync(_upstream.Address, "token-a");
        var received = new TaskCompletionSource();
        await using var registered = client.RegisterNotificationHandler("notifications/tools/list_changed", (_, _) =>
        {
            received.TrySetResult();
            return ValueTask.CompletedTask;
        });
        await _upstream.WaitForAsync(record => record.OpenStreams == 1);
        _upstream.Push(Rpc.Notification("notifications/tools/list_changed"));
        await received.Task.WaitAsync(WaitLimit.Default);
    }
}
