using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Conformance;
using McpService.Common.Upstreams.Faults;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Mcp;

/// <summary>What a client of 2024-11-05 sends is taken with 202, and whatever comes of it leaves on its stream.</summary>
internal sealed class SseMessagesTests : McpFixture
{
    protected override IEnumerable<string> Settings => ["UPSTREAM_TIMEOUT_SECONDS=2", "UPSTREAM_PROTOCOL_VERSION=2025-11-25"];

    private static IEnumerable<TestCaseData> Failures()
    {
        yield return new TestCaseData(Fault.ServerError, "upstream_error").SetName("Failure on the stream: 500");
        yield return new TestCaseData(Fault.Html, "upstream_invalid_response").SetName("Failure on the stream: HTML");
        yield return new TestCaseData(Fault.HangBeforeHeaders, "upstream_timeout").SetName("Failure on the stream: hang");
        yield return new TestCaseData(Fault.HangAfterHeaders, "upstream_timeout").SetName("Failure on the stream: hang after headers");
        yield return new TestCaseData(Fault.ResetMidBody, "upstream_disconnected").SetName("Failure on the stream: reset");
        yield return new TestCaseData(Fault.CloseWithoutAnswer, "upstream_disconnected").SetName("Failure on the stream: no answer");
        yield return new TestCaseData(Fault.Unauthorized, "upstream_auth_failed").SetName("Failure on the stream: 401");
        yield return new TestCaseData(Fault.RetryAfter(429, "7"), "upstream_rate_limited").SetName("Failure on the stream: 429");
        yield return new TestCaseData(Fault.EndAfter("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}"""), "upstream_disconnected")
            .SetName("Failure on the stream: ends early and cannot be resumed");
    }

    [TestCaseSource(nameof(Failures))]
    public async Task Failure_IsAnEvent(Fault fault, string code)
    {
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        Upstream.Fault("tools/call", fault);

        await client.SendAsync(Call("echo", id: "42"));

        var answer = await AnswerToAsync(client, 42);
        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32603);
        answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString().ShouldBe(code);
    }

    [Test]
    public async Task Post_UpstreamIsStillAtIt_IsTaken()
    {
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        Upstream.Fault("tools/call", Fault.HangBeforeHeaders);

        await client.SendAsync(Call("echo", id: "1"));
        await Upstream.WaitForAsync(r => r.Hanging > 0);
        await client.SendAsync("""{"jsonrpc":"2.0","id":2,"method":"ping"}""");

        (await client.ReadAsync()).GetProperty("id").GetInt32().ShouldBe(2);
        Upstream.Release();
        (await client.ReadAsync()).GetProperty("id").GetInt32().ShouldBe(1);
    }

    [Test]
    public async Task DeniedTool_IsAnEvent()
    {
        var tenant = await Gateway.CreateTenantAsync();
        await Gateway.SendAsync(HttpMethod.Patch, $"/api/tenants/{tenant.TenantId}", """{"tools":{"deny":["echo"]}}""", ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        using var client = await SseClient.OpenAsync(tenant);

        await client.SendAsync(Call("echo", id: "3"));

        (await AnswerToAsync(client, 3)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
    }

    [Test]
    public async Task ModeThatIsNone_IsAnEvent()
    {
        using var client = await SseClient.ConnectAsync(await Gateway.CreateTenantAsync(), "?mode=other");

        await client.SendAsync("""{"jsonrpc":"2.0","id":4,"method":"ping"}""");

        (await AnswerToAsync(client, 4)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
    }

    [Test]
    public async Task ErrorOfTheUpstreamWithoutAnId_AnswersTheRequest()
    {
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        Upstream.Fault("tools/call", Fault.UnsupportedVersion);

        await client.SendAsync(Call("echo", id: "\"a\""));

        var answer = await client.ReadAsync();
        answer.GetProperty("id").GetString().ShouldBe("a");
        answer.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("Unsupported protocol version");
    }

    [TestCase("{", 400, -32700)]
    [TestCase("[]", 400, -32600)]
    [TestCase("""{"jsonrpc":"1.0","id":1,"method":"ping"}""", 400, -32600)]
    public async Task NoMessage_IsRefusedOnThePost(string body, int status, int code)
    {
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());

        using var refused = await client.PostAsync(body);

        ((int)refused.StatusCode).ShouldBe(status);
        (await AnswerAsync(refused)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
    }

    [Test]
    public async Task UnknownStream_Is404OnThePost()
    {
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        using var refused = await client.PostAsync(Call("echo"), "/messages?session=none");
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task NotificationsArriveBeforeWhatIsSentAfterThem()
    {
        using var client = await SseClient.ConnectAsync(await Gateway.CreateTenantAsync());
        Upstream.Fault("notifications/initialized", Fault.HangBeforeHeaders, times: 1);
        await client.InitializeAsync();
        await client.SendAsync("""{"jsonrpc":"2.0","id":5,"method":"tools/list"}""");
        await Upstream.WaitForAsync(r => r.Hanging > 0);
        var listed = Upstream.Hits("tools/list");

        Upstream.Release();

        (await AnswerToAsync(client, 5)).TryGetProperty("result", out _).ShouldBeTrue();
        Upstream.Hits("tools/list").ShouldBe(listed + 1);
        Upstream.Record.Requests.Select(r => r.Method).Where(m => m is "notifications/initialized" or "tools/list").TakeLast(2).ShouldBe(["notifications/initialized", "tools/list"]);
    }

    [Test]
    public async Task StreamThatEndsEarly_IsResumedForItsClient()
    {
        await using var upstream = await ConformanceUpstream.WithSessionsAsync();
        await using var gateway = await GatewayHost.StartAsync(DatabaseUrl, upstream.Address, Settings);
        using var client = await SseClient.ConnectAsync(await gateway.CreateTenantAsync());
        await client.SendAsync(Initialize.Replace("2025-06-18", "2025-11-25", StringComparison.Ordinal));
        await client.ReadAsync();
        await client.SendAsync(Initialized);

        await client.SendAsync(Call("test_reconnection", id: "6"));

        (await AnswerToAsync(client, 6)).GetProperty("result").GetRawText().ShouldContain("\"resumed\"");
    }

    /// <summary>The answer with this id; what else the upstream says is skipped.</summary>
    private static async Task<System.Text.Json.JsonElement> AnswerToAsync(SseClient client, int id)
    {
        while (true)
        {
            var message = await client.ReadAsync();
            if (message.TryGetProperty("id", out var answered) && answered.GetInt32() == id) return message;
        }
    }
}
