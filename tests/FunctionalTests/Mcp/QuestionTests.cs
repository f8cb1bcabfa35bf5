using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Mcp;

/// <summary>While a person thinks about what the upstream asks, the clock of the call stands still; for nothing else.</summary>
[NonParallelizable]
internal sealed class QuestionTests : McpFixture
{
    private const string Question = """{"jsonrpc":"2.0","id":"q1","method":"elicitation/create","params":{"message":"Sure?","requestedSchema":{"type":"object","properties":{}}}}""";
    private const string Ping = """{"jsonrpc":"2.0","id":"q1","method":"ping"}""";
    private const string Log = """{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"waiting"}}""";
    private const string Reply = """{"jsonrpc":"2.0","id":"q1","result":{"action":"accept","content":{}}}""";

    private TaskCompletionSource _asked = new();

    protected override IEnumerable<string> Settings => ["UPSTREAM_TIMEOUT_SECONDS=3"];

    [SetUp]
    public void ServeStreams() => Upstream.Settings.GetStreams = true;

    [TearDown]
    public void AnswerAsEver() => Upstream.Settings.AnswerAsJson = false;

    [Test]
    public async Task OnThePostStream_FollowedByALogLine_IsWaitedFor()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        AskWith(e => e.SendEventAsync(Question), e => e.SendEventAsync(Log));

        (await CallAndThinkAsync(tenant, ticket)).ShouldContain("\"result\"");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task OnTheListeningStream_IsWaitedFor(bool asJson)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        using var listen = tenant.McpRequest(HttpMethod.Get, ticket);
        using var stream = await Gateway.Client.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead);
        await Upstream.WaitForAsync(r => r.OpenStreams > 0);
        Upstream.Settings.AnswerAsJson = asJson;
        AskWith(_ => Task.Run(() => Upstream.Push(Question)));

        (await CallAndThinkAsync(tenant, ticket)).ShouldContain("\"result\"");
    }

    [Test]
    public async Task OfAClientOfHttpSse_IsWaitedFor()
    {
        using var client = await SseClient.OpenAsync(await Gateway.CreateTenantAsync());
        AskWith(e => e.SendEventAsync(Question));

        await client.SendAsync(Call("echo"));
        (await client.ReadAsync()).GetProperty("method").GetString().ShouldBe("elicitation/create");
        await ThinkAsync();
        await client.SendAsync(Reply);

        (await client.ReadAsync()).TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Test]
    public async Task Ping_StopsNoClock()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        Upstream.Fault("tools/call", new Fault(async exchange =>
        {
            await exchange.SendEventAsync(Ping);
            await exchange.HangAsync();
        }), times: 1);

        using var response = await tenant.McpAsync(Call("echo"), ticket);

        (await response.Content.ReadAsStringAsync()).ShouldContain("upstream_timeout");
    }

    private async Task<string> CallAndThinkAsync(TestTenant tenant, string ticket)
    {
        var calling = CallAsync(tenant, ticket);
        await _asked.Task.WaitAsync(WaitLimit.Default);
        await ThinkAsync();
        using (var accepted = await tenant.McpAsync(Reply, ticket)) accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return await calling;
    }

    private static async Task<string> CallAsync(TestTenant tenant, string ticket)
    {
        using var response = await tenant.McpAsync(Call("echo"), ticket);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Longer than a call may take: one that began later, of somebody who is asked nothing, is given up meanwhile.</summary>
    private async Task ThinkAsync()
    {
        var other = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(other);
        Upstream.Fault("tools/call", Fault.HangBeforeHeaders, times: 1);
        (await CallAsync(other, ticket)).ShouldContain("upstream_timeout");
    }

    /// <summary>Asks, says what else there is to say, and answers once the client has replied.</summary>
    private void AskWith(params Func<UpstreamExchange, Task>[] say)
    {
        var asked = _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Replies(Upstream.Record);
        Upstream.Fault("tools/call", new Fault(async exchange =>
        {
            foreach (var word in say) await word(exchange);
            asked.TrySetResult();
            await Upstream.WaitForAsync(r => Replies(r) > before, TimeSpan.FromSeconds(60));
            await exchange.AnswerAsync();
        }), times: 1);
    }

    private static int Replies(UpstreamRecord record) => record.Requests.Count(r => r.Body.Contains("\"accept\"", StringComparison.Ordinal));
}
