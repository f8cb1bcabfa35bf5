using System.Net;
using McpService.Application.Tenants;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.DeadEnds;
using McpService.Common.Upstreams.Faults;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.FunctionalTests.Api;

/// <summary>The failure table: what each misbehaviour of the upstream becomes over REST. Numbers are those of the security cases.</summary>
internal sealed class UpstreamFailureTests() : UpstreamFixture(Engine.Sqlite)
{
    private static readonly Uri Elsewhere = new("http://127.0.0.1:9/stolen");

    protected override IEnumerable<string> Settings => ["UPSTREAM_TIMEOUT_SECONDS=2"];

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("58 hangs after headers", Fault.HangAfterHeaders, 504, "upstream_timeout", "unknown");
        yield return Case("58 hangs before headers", Fault.HangBeforeHeaders, 504, "upstream_timeout", "unknown");
        yield return Case("59 server error", Fault.ServerError, 502, "upstream_error", "unknown");
        yield return Case("60 unavailable", Fault.RetryAfter(503, "7"), 503, "upstream_unavailable", "failed", retryAfter: 7);
        yield return Case("60 throttled", Fault.RetryAfter(429, "600"), 429, "upstream_rate_limited", "failed", retryAfter: 60);
        yield return Case("61 unauthorized", Fault.Unauthorized, 502, "upstream_auth_failed", "failed");
        yield return Case("61 forbidden", Fault.Forbidden, 502, "upstream_auth_failed", "failed");
        yield return Case("62 malformed", Fault.MalformedJson, 502, "upstream_invalid_response", "unknown");
        yield return Case("62 malformed event", Fault.MalformedEvent, 502, "upstream_invalid_response", "unknown");
        yield return Case("62 HTML", Fault.Html, 502, "upstream_invalid_response", "unknown");
        yield return Case("63 wrong id", Fault.WrongId, 502, "upstream_protocol_error", "unknown");
        yield return Case("63 missing id", Fault.MissingId, 502, "upstream_protocol_error", "unknown");
        yield return Case("63 null id", Fault.NullId, 502, "upstream_protocol_error", "unknown");
        yield return Case("63 id of another type", Fault.IdOfOtherType, 502, "upstream_protocol_error", "unknown");
        yield return Case("64 two answers", Fault.TwoAnswers, 502, "upstream_protocol_error", "unknown");
        yield return Case("65 comments for ever", Fault.EndlessComments(TimeSpan.FromMilliseconds(50)), 504, "upstream_timeout", "unknown");
        yield return Case("66 a byte at a time", Fault.Trickle(TimeSpan.FromMilliseconds(200)), 504, "upstream_timeout", "unknown");
        yield return Case("67 closes without an answer", Fault.CloseWithoutAnswer, 502, "upstream_disconnected", "unknown");
        yield return Case("68 resets", Fault.Reset, 502, "upstream_disconnected", "unknown");
        yield return Case("68 resets mid-body", Fault.ResetMidBody, 502, "upstream_disconnected", "unknown");
        yield return Case("69 endless line", Fault.OversizedEvent(20), 502, "upstream_response_too_large", "unknown");
        yield return Case("69 huge JSON", Fault.OversizedJson(20), 502, "upstream_response_too_large", "unknown");
        yield return Case("70 huge headers", Fault.HugeHeaders(1), 502, "upstream_response_too_large", "unknown");
        yield return Case("71 redirects", Fault.Redirect(307, Elsewhere), 502, "upstream_redirect_blocked", "failed");
        yield return Case("- rejects", Fault.Status(418), 502, "upstream_rejected", "failed");
        yield return Case("- bad arguments", Fault.RpcError(-32602, "MCP error -32602: no such field"), 400, "tool_invalid_params", "failed");
        yield return Case("- no such method", Fault.RpcError(-32601, "Method not found"), 404, "tool_not_found", "failed");
        yield return Case("- internal error", Fault.RpcError(-32603, "Internal error"), 502, "upstream_error", "unknown");
    }

    [TestCaseSource(nameof(Cases))]
    public async Task UpstreamMisbehaves_OnACall_BecomesItsRow(Fault fault, int status, string code, string outcome, int? retryAfter)
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (var first = await tenant.SendAsync("echo", "{}")) first.StatusCode.ShouldBe(HttpStatusCode.OK);
        var hits = Upstream.Hits("tools/call");
        Upstream.Fault("tools/call", fault);

        using var response = await tenant.SendAsync("echo", "{}");

        ((int)response.StatusCode).ShouldBe(status);
        var problem = await JsonAsync(response);
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("outcome").GetString().ShouldBe(outcome);
        problem.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        problem.GetProperty("requestId").GetString().ShouldBe(response.Headers.GetValues("X-Request-Id").Single());
        (response.Headers.RetryAfter?.Delta?.TotalSeconds).ShouldBe(retryAfter);
        (Upstream.Hits("tools/call") - hits).ShouldBe(1, "a call is sent once");
    }

    [Test]
    public async Task UpstreamRefuses_FirstCall_Is502NotSent()
    {
        using var port = new RefusingPort();
        await using var gateway = await StartBeforeAsync(port.Address);
        var tenant = await gateway.CreateTenantAsync();

        using var response = await tenant.SendAsync("echo", "{}");

        ((int)response.StatusCode).ShouldBe(502);
        var problem = await JsonAsync(response);
        problem.GetProperty("code").GetString().ShouldBe("upstream_unreachable");
        problem.GetProperty("outcome").GetString().ShouldBe("not_sent");
        problem.GetProperty("retryable").GetBoolean().ShouldBeTrue();
    }

    [TestCase("404")]
    [TestCase("no session")]
    [TestCase("not initialized")]
    public async Task SessionGone_OnACall_RunsExactlyOnce(string how)
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (var first = await tenant.SendAsync("echo", "{}")) first.StatusCode.ShouldBe(HttpStatusCode.OK);
        var runs = Upstream.Record.Runs("echo");
        Upstream.Fault("tools/call", how switch { "404" => Fault.SessionGone404, "no session" => Fault.SessionGone, _ => Fault.NotInitialized }, times: 1);

        using var response = await tenant.SendAsync("echo", """{"a":1}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (Upstream.Record.Runs("echo") - runs).ShouldBe(1);
    }

    [Test]
    public async Task SessionGone_TwiceInARow_Is502()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (var first = await tenant.SendAsync("echo", "{}")) first.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.Fault("tools/call", Fault.SessionGone);

        using var response = await tenant.SendAsync("echo", "{}");

        (await JsonAsync(response)).GetProperty("code").GetString().ShouldBe("upstream_session_lost");
    }

    [Test]
    public async Task UpstreamRestarts_NextCall_GoesOnUnnoticed()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (var first = await tenant.SendAsync("echo", "{}")) first.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.LoseSessions();

        using var response = await tenant.SendAsync("echo", "{}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task OpeningFails_FirstCall_WasNotSent()
    {
        Upstream.Fault("initialize", Fault.ServerError);
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await tenant.SendAsync("echo", "{}");

        var problem = await JsonAsync(response);
        problem.GetProperty("code").GetString().ShouldBe("upstream_error");
        problem.GetProperty("outcome").GetString().ShouldBe("not_sent");
        problem.GetProperty("retryable").GetBoolean().ShouldBeTrue();
    }

    [Test]
    public async Task SessionGone_WhileItIsOpened_IsNoFaultOfOurs()
    {
        Upstream.Fault("notifications/initialized", Fault.SessionGone, times: 1);
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await tenant.SendAsync("echo", "{}");

        (await JsonAsync(response)).GetProperty("code").GetString().ShouldBe("upstream_session_lost");
    }

    [Test]
    public async Task ServerError_OnAList_IsTriedAgain()
    {
        Upstream.Fault("tools/list", Fault.ServerError, times: 2);
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await tenant.SendAsync("listTools");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [TestCase("error")]
    [TestCase("tool")]
    [TestCase("status")]
    public async Task TokenEchoed_AnywhereInAFailure_StaysHere(string where)
    {
        const string Token = "canary-token-that-must-not-leave";
        var tenant = await Gateway.CreateTenantAsync(Token);
        Upstream.Fault("tools/call", where switch { "error" => Fault.TokenInRpcError, "tool" => Fault.TokenInToolError, _ => Fault.TokenInStatus(400) });

        using var response = await tenant.SendAsync("echo", "{}");

        (await response.Content.ReadAsStringAsync()).ShouldNotContain(Token);
        Gateway.Log.Text.ShouldNotContain(Token);
    }

    [Test]
    public async Task UpstreamAsks_BeforeTheAnswer_CallStillSucceeds()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("tools/call", Fault.AskFirst("ping"), times: 1);
        Upstream.Fault("tools/call", Fault.Progress(3), times: 1);

        using (var pinged = await tenant.SendAsync("echo", "{}")) pinged.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var progressed = await tenant.SendAsync("echo", "{}")) progressed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task CallerLeaves_WhileTheToolRuns_UpstreamIsToldToStop()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (var first = await tenant.SendAsync("echo", "{}")) first.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.Fault("tools/call", Fault.HangAfterHeaders);
        using var leaves = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/tenant/{tenant.TenantId}/tool") { Content = new StringContent("""{"method":"echo"}""", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("x-api-key", tenant.ApiKey);
        var call = Gateway.Client.SendAsync(request, leaves.Token);
        await Upstream.WaitForAsync(r => r.Hanging > 0);

        await leaves.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await Upstream.WaitForAsync(r => r.Cancelled.Count > 0);
    }

    private Task<GatewayHost> StartBeforeAsync(Uri upstream) => GatewayHost.StartAsync(DatabaseUrl, upstream);

    private static TestCaseData Case(string name, Fault fault, int status, string code, string outcome, int? retryAfter = null) =>
        new TestCaseData(fault, status, code, outcome, retryAfter).SetName($"{{m}} ({name})");
}
