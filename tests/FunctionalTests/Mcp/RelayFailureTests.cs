using System.Text;
using McpService.Application.Calls;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Auditing;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Mcp;

/// <summary>What a client that initializes gets when the upstream does not do what it should.</summary>
internal sealed class RelayFailureTests : McpFixture
{
    protected override IEnumerable<string> Settings => ["UPSTREAM_TIMEOUT_SECONDS=2"];

    private static IEnumerable<TestCaseData> Failures()
    {
        yield return new TestCaseData(Fault.ServerError, "upstream_error", "unknown").SetName("Failure 500");
        yield return new TestCaseData(Fault.MalformedJson, "upstream_invalid_response", "unknown").SetName("Failure garbage");
        yield return new TestCaseData(Fault.MalformedEvent, "upstream_invalid_response", "unknown").SetName("Failure garbage in an event");
        yield return new TestCaseData(Fault.Html, "upstream_invalid_response", "unknown").SetName("Failure HTML");
        yield return new TestCaseData(Fault.WrongId, "upstream_protocol_error", "unknown").SetName("Failure wrong id");
        yield return new TestCaseData(Fault.HangBeforeHeaders, "upstream_timeout", "unknown").SetName("Failure hang");
        yield return new TestCaseData(Fault.HangAfterHeaders, "upstream_timeout", "unknown").SetName("Failure hang after headers");
        yield return new TestCaseData(Fault.EndlessComments(TimeSpan.FromMilliseconds(50)), "upstream_timeout", "unknown").SetName("Failure comments for ever");
        yield return new TestCaseData(Fault.Unauthorized, "upstream_auth_failed", "failed").SetName("Failure 401");
        yield return new TestCaseData(Fault.OversizedEvent(20), "upstream_response_too_large", "unknown").SetName("Failure endless line");
        yield return new TestCaseData(Fault.Redirect(302, new Uri("http://127.0.0.1:9/")), "upstream_redirect_blocked", "failed").SetName("Failure redirect");
    }

    [TestCaseSource(nameof(Failures))]
    public async Task Failure_OnACall_IsAJsonRpcErrorWithTheRequestsId(Fault fault, string code, string outcome)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        Upstream.Fault("tools/call", fault);

        using var response = await tenant.McpAsync(Call("echo", id: "42"), ticket);

        var answer = await AnswerAsync(response);
        answer.GetProperty("id").GetInt32().ShouldBe(42);
        var error = answer.GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(-32603);
        error.GetProperty("data").GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("data").GetProperty("outcome").GetString().ShouldBe(outcome);
        error.GetProperty("data").GetProperty("requestId").GetString().ShouldBe(response.Headers.GetValues("X-Request-Id").Single());
    }

    [Test]
    public async Task StreamEnds_BeforeAnythingCame_IsAJsonRpcError()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        Upstream.Fault("tools/call", Fault.CloseWithoutAnswer);

        using var response = await tenant.McpAsync(Call("echo"), ticket);

        (await AnswerAsync(response)).GetProperty("error").GetProperty("data").GetProperty("code").GetString().ShouldBe("upstream_disconnected");
    }

    [Test]
    public async Task StreamBreaksOff_BeforeTheAnswer_IsNoCleanEnd()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        Upstream.Fault("tools/call", Fault.ResetAfter("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}"""));

        using var response = await tenant.McpAsync(Call("echo"), ticket);
        var stream = await response.Content.ReadAsStreamAsync();
        await ReadUntilAsync(stream, "\n\n");
        Upstream.Release();

        await Should.ThrowAsync<IOException>(() => ReadUntilAsync(stream, "no such text"));
    }

    [Test]
    public async Task StreamEnds_AfterAnEventToResumeFrom_EndsAsItDid()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        Upstream.Fault("tools/call", Fault.EndAfter("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}"""));

        using var response = await tenant.McpAsync(Call("echo"), ticket);

        (await MessagesAsync(response)).ShouldHaveSingleItem().GetProperty("method").GetString().ShouldBe("notifications/message");
    }

    [Test]
    public async Task Initialize_ClientLeftBeforeTheAnswer_SessionIsEnded()
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.Fault("initialize", Fault.HangBeforeHeaders, times: 1);
        var (deleted, places, taken) = (Upstream.Record.Deleted.Count, Gateway.Services.GetRequiredService<CallPlaces>(), 0);
        using (var leave = new CancellationTokenSource())
        {
            using var request = tenant.McpRequest(HttpMethod.Post, null);
            request.Content = new StringContent(Initialize, Encoding.UTF8, "application/json");
            var sending = Gateway.Client.SendAsync(request, leave.Token);
            await Upstream.WaitForAsync(r => r.Hanging > 0);
            taken = places.Taken;
            await leave.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
        }

        // It has noticed that its client left, and still waits for the upstream's word, which alone names the session. An answer before that would have gone out.
        await Eventually.TrueAsync(_ => Task.FromResult(places.Taken < taken), "The client's leaving");
        Upstream.Release();

        await Upstream.WaitForAsync(r => r.Deleted.Count > deleted);
    }

    [Test]
    public async Task Method_LongerThanANameMayBe_IsRefusedBeforeTheUpstreamAndTheTrail()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        var hits = Upstream.Record.TotalHits;

        using var response = await tenant.McpAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{new string('x', 3_900_000)}}"}""", ticket);

        (await AnswerAsync(response)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
        Upstream.Record.TotalHits.ShouldBe(hits);
        (await TrailRows.ReadAsync(Gateway.Services)).ShouldNotContain(e => e.Tool != null && e.Tool.Length > 256);
    }

    [Test]
    public async Task Initialize_RefusedForOneTenant_TellsNothingOfTheUpstreamToOthers()
    {
        await using var gateway = await GatewayHost.StartAsync(DatabaseUrl, Upstream.Address);
        var calls = Upstream.Hits("tools/call");
        var (refused, other) = (await gateway.CreateTenantAsync("refused-token-of-acme"), await gateway.CreateTenantAsync("other-token-of-acme"));
        Upstream.Fault("initialize", Fault.Body("{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{\"code\":-32000,\"message\":\"No\"}}", "application/json"), times: 1);
        using (var opened = await refused.McpAsync(Initialize)) (await AnswerAsync(opened)).TryGetProperty("error", out _).ShouldBeTrue();

        // An upstream that keeps sessions: without one, nothing is passed on.
        using var call = await other.McpAsync(Call("echo"));

        ((int)call.StatusCode).ShouldBe(400);
        (await AnswerAsync(call)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32000);
        Upstream.Hits("tools/call").ShouldBe(calls);
    }
}
