using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Sandbox;

[TestFixture]
[CancelAfter(30_000)]
internal sealed class SandboxDynamicModeTests
{
    private SandboxHost _sandbox = null!;

    [SetUp]
    public async Task StartAsync() => _sandbox = await SandboxHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [Test]
    public async Task ListTools_NothingEnabled_ListsOnlyEnableTools()
    {
        await using var client = await _sandbox.ConnectAsync(query: "?mode=dynamic");

        (await client.ListToolsAsync()).Select(tool => tool.Name).ShouldBe(["enable-tools"]);
    }

    [Test]
    public async Task EnableTools_Twice_ReplacesTheSet()
    {
        await using var client = await _sandbox.ConnectAsync(query: "?mode=dynamic");

        await EnableAsync(client, "gmail_send-email", "notion_find-pages");
        await EnableAsync(client, "hubspot_find-contacts", "no_such-tool");

        (await client.ListToolsAsync()).Select(tool => tool.Name).ShouldBe(["enable-tools", "hubspot_find-contacts"]);
    }

    [Test]
    public async Task EnableTools_OneSession_LeavesOthersAsTheyAre()
    {
        await using var first = await _sandbox.ConnectAsync(query: "?mode=dynamic");
        await using var second = await _sandbox.ConnectAsync(query: "?mode=dynamic");

        await EnableAsync(first, "gmail_send-email");

        (await second.ListToolsAsync()).Select(tool => tool.Name).ShouldBe(["enable-tools"]);
    }

    [Test]
    public async Task EnableTools_OutsideTheApps_AreShownAndRun()
    {
        await using var client = await _sandbox.ConnectAsync(query: "?mode=dynamic&apps=gmail");

        await EnableAsync(client, "gmail_send-email", "notion_find-pages");

        (await client.ListToolsAsync()).Select(tool => tool.Name).ShouldBe(["enable-tools", "gmail_send-email", "notion_find-pages"]);
        (await client.CallToolAsync("notion_find-pages", new Dictionary<string, object?>())).IsError.ShouldNotBe(true);
    }

    [Test]
    public async Task CallTool_NotEnabled_IsInvalidParams()
    {
        await using var client = await _sandbox.ConnectAsync(query: "?mode=dynamic");

        var failure = await Should.ThrowAsync<McpProtocolException>(
            async () => await client.CallToolAsync("notion_find-pages", new Dictionary<string, object?>(StringComparer.Ordinal)));

        failure.ErrorCode.ShouldBe(McpErrorCode.InvalidParams);
        failure.Message.ShouldContain("Tool notion_find-pages disabled");
    }

    [Test]
    public async Task EnableTools_WhileListening_NotifiesOfTheChange(CancellationToken cancellationToken)
    {
        // The stream is opened by hand: the client opens its own in the background, and would have to be waited for.
        var session = await _sandbox.OpenSessionAsync(query: "?mode=dynamic");
        using var stream = await _sandbox.OpenStreamAsync(session);

        await _sandbox.AskAsync(session, "tools/call", """{"name":"enable-tools","arguments":{"tools":[]}}""");

        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(cancellationToken));
        (await reader.ReadLineAsync(cancellationToken)).ShouldBe("event: message");
        (await reader.ReadLineAsync(cancellationToken))!.ShouldStartWith("id: _GET_stream_");
        (await reader.ReadLineAsync(cancellationToken)).ShouldBe("""data: {"method":"notifications/tools/list_changed","jsonrpc":"2.0"}""");
    }

    [Test]
    public async Task EnableTools_SdkClient_HearsOfTheChange(CancellationToken cancellationToken)
    {
        var heard = Channel.CreateUnbounded<string>();
        await using var client = await _sandbox.ConnectAsync(query: "?mode=dynamic");
        await using var registration = client.RegisterNotificationHandler(
            NotificationMethods.ToolListChangedNotification,
            (notification, _) => heard.Writer.WriteAsync(notification.Method, cancellationToken));

        // Asked again until its stream, opened in the background, is there.
        do
        {
            await EnableAsync(client, "gmail_send-email");
        }
        while (!heard.Reader.TryRead(out _) && !cancellationToken.IsCancellationRequested);

        cancellationToken.IsCancellationRequested.ShouldBeFalse();
    }

    private static async Task EnableAsync(McpClient client, params string[] tools)
    {
        var result = await client.CallToolAsync(
            "enable-tools", new Dictionary<string, object?>(StringComparer.Ordinal) { ["tools"] = tools });
        result.Content.OfType<TextContentBlock>().Single().Text.ShouldBe("Tools enabled");
    }
}
