using System.Text.Json;
using System.Text.Json.Nodes;
using McpService.Common.Clients;
using McpService.Common.Gateway;
using McpService.Common.Node;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpService.FunctionalTests.Clients;

/// <summary>Clients of 2026-07-28 that others wrote listen before a server that keeps sessions, and are told what they would be told by one of their own era.</summary>
[Category("Clients"), Category("Eras")]
internal sealed class ListeningClientTests
{
    private const string Watched = "test://watched-resource";

    private static readonly string[] Told = ["notifications/resources/updated test://watched-resource", "notifications/tools/list_changed"];

    private NodeUpstream _upstream = null!;
    private GatewayHost _gateway = null!;
    private TestTenant _tenant = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _upstream = await NodeUpstream.StartAsync("everything", ["2025"]);
        _gateway = await GatewayHost.StartAsync($"--INTEGRATION_APP_MCP_URL={_upstream.Address}");
        _tenant = await _gateway.CreateTenantAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [TestCase("2026-07-28")]
    [TestCase("auto")]
    public async Task TypeScript_IsToldOfWhatItAskedFor(string revision)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["MCP_HEADERS"] = $$"""{"Authorization":"Bearer {{_tenant.ApiKey}}"}""" };
        var run = await NodePrograms.RunAsync(NodePrograms.Script("listening.mjs"), [revision, _tenant.McpAddress.AbsoluteUri], environment);

        using var seen = JsonDocument.Parse(run.OutputOrThrow());
        seen.RootElement.GetProperty("revision").GetString().ShouldBe("2026-07-28");
        seen.RootElement.GetProperty("honored").GetRawText().ShouldBe($$"""{"toolsListChanged":true,"resourceSubscriptions":["{{Watched}}"]}""");
        seen.RootElement.GetProperty("told").EnumerateArray().Select(told => told.GetString()).ShouldBe(Told);
    }

    /// <summary>The SDK has no method for it at this revision: it sends the request and hands on what comes.</summary>
    [Test]
    public async Task CSharp_IsToldOfTheResourceItAskedFor()
    {
        using var listening = new CancellationTokenSource();
        var acknowledged = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var updated = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = await SdkClient.ConnectAsync(_tenant.McpAddress, _tenant.ApiKey, new McpClientOptions
        {
            ProtocolVersion = "2026-07-28",
            Handlers = new McpClientHandlers
            {
                NotificationHandlers = [Tells("notifications/subscriptions/acknowledged", "notifications", acknowledged), Tells("notifications/resources/updated", "uri", updated)],
            },
        });
        var listens = client.SendRequestAsync(
            new JsonRpcRequest { Method = "subscriptions/listen", Params = JsonNode.Parse($$$"""{"notifications":{"resourceSubscriptions":["{{{Watched}}}"]}}""") }, listening.Token);

        (await acknowledged.Task.WaitAsync(WaitLimit.Default)).ShouldBe($$"""{"resourceSubscriptions":["{{Watched}}"]}""");
        await client.CallToolAsync("test_update_resource", new Dictionary<string, object?>(StringComparer.Ordinal) { ["uri"] = Watched });

        (await updated.Task.WaitAsync(WaitLimit.Default)).ShouldBe($"\"{Watched}\"");
        await listening.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => listens);
    }

    private static KeyValuePair<string, Func<JsonRpcNotification, CancellationToken, ValueTask>> Tells(string method, string member, TaskCompletionSource<string> told) => new(method, (notification, _) =>
    {
        told.TrySetResult(notification.Params![member]!.ToJsonString());
        return default;
    });
}
