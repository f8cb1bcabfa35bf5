using System.Net.Http.Headers;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Tenants;

/// <summary>What a tenant may use at once, and how a change of it is in force with the next call.</summary>
internal sealed class TenantLimitTests(Engine engine) : TenantFixture(engine)
{
    private const string Slow = """{"method":"slow"}""";
    private const string SlowMessage = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"slow","arguments":{}}}""";

    [TearDown]
    public async Task LetGoAsync()
    {
        Upstream.Release();
        await Upstream.WaitForAsync(r => r.Hanging == 0);
    }

    [Test]
    public async Task Rate_Lowered_HoldsFromTheNextCall()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));

        await PatchAsync(tenant, """{"limits":{"requestsPerSecond":1,"burst":1}}""");
        await tenant.ToolAsync(WhoAmI);
        var refused = await tenant.ToolAsync(WhoAmI);
        ShouldBeProblem(refused, 429, "rate_limited");
        refused.Headers["RateLimit-Limit"].ShouldBe("1");
        refused.Headers.ContainsKey("Retry-After").ShouldBeTrue();

        await PatchAsync(tenant, """{"limits":null}""");
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));
    }

    [Test]
    public async Task Rate_Kept_IsToldOnSuccessesAndErrors()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        await PatchAsync(tenant, """{"limits":{"requestsPerSecond":1,"burst":100}}""");

        var success = await tenant.ToolAsync(WhoAmI);
        var failure = await tenant.ToolAsync("""{"method":"no-such-tool"}""");

        success.Headers["RateLimit-Limit"].ShouldBe("100");
        int.Parse(success.Headers["RateLimit-Remaining"]).ShouldBeInRange(95, 99);
        int.Parse(success.Headers["RateLimit-Reset"]).ShouldBeInRange(1, 5);
        failure.Headers["RateLimit-Limit"].ShouldBe("100");
    }

    [Test]
    public async Task Concurrency_Reached_RestAndMcpCallsWaitTheirTurnAndOthersPass()
    {
        var (tenant, other) = (await Gateway.CreateTenantAsync("t"), await Gateway.CreateTenantAsync("u"));
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));
        await PatchAsync(tenant, """{"limits":{"concurrency":1}}""");
        var session = await InitializeAsync(tenant);
        var underWay = tenant.ToolAsync(Slow);
        await Upstream.WaitForAsync(r => r.Hanging == 1);

        var rest = await tenant.ToolAsync(WhoAmI);
        var mcp = await PostAsync(tenant, session, SlowMessage);

        ShouldBeProblem(rest, 429, "tenant_concurrency");
        rest.Headers["Retry-After"].ShouldBe("1");
        rest.Json.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        rest.Json.GetProperty("outcome").GetString().ShouldBe("not_sent");
        ((int)mcp.Status).ShouldBe(429);
        mcp.Headers["Retry-After"].ShouldBe("1");
        mcp.Json.GetProperty("error").GetProperty("data").GetProperty("code").GetString().ShouldBe("tenant_concurrency");
        mcp.Json.GetProperty("id").GetInt32().ShouldBe(1);
        ShouldBeOk(await other.ToolAsync(WhoAmI));

        Upstream.Release();
        ShouldBeOk(await underWay);
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));
    }

    [Test]
    public async Task Concurrency_StreamUnderWay_HoldsItsSlotUntilItEnds()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var session = await InitializeAsync(tenant);
        await PatchAsync(tenant, """{"limits":{"concurrency":1}}""");
        var underWay = PostAsync(tenant, session, SlowMessage);
        await Upstream.WaitForAsync(r => r.Hanging == 1);

        ShouldBeProblem(await tenant.ToolAsync(WhoAmI), 429, "tenant_concurrency");
        await PatchAsync(tenant, """{"limits":{"concurrency":2}}""");
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));

        Upstream.Release();
        ShouldBeOk(await underWay);
        await PatchAsync(tenant, """{"limits":{"concurrency":1}}""");
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));
    }

    [Test]
    public async Task Concurrency_StreamsThatOnlyListen_HoldNoSlot()
    {
        Upstream.Settings.GetStreams = true;
        var tenant = await Gateway.CreateTenantAsync("t");
        await PatchAsync(tenant, """{"limits":{"concurrency":1}}""");
        using var first = await ListenAsync(tenant);
        using var second = await ListenAsync(tenant);
        await Upstream.WaitForAsync(r => r.OpenStreams >= 2);

        ShouldBeOk(await tenant.ToolAsync(WhoAmI));

        Upstream.Settings.GetStreams = false;
    }

    [Test]
    public async Task Concurrency_CallerLeaves_SlotIsFree()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));
        await PatchAsync(tenant, """{"limits":{"concurrency":1}}""");
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, tenant.ToolPath) { Content = new StringContent(Slow, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("x-api-key", tenant.ApiKey);
        var underWay = Gateway.Client.SendAsync(request, leaving.Token);
        await Upstream.WaitForAsync(r => r.Hanging == 1);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => underWay);

        await Upstream.WaitForAsync(r => r.Hanging == 0);
        await Eventually.TrueAsync(async _ => (int)(await tenant.ToolAsync(WhoAmI)).Status == 200, "The slot of the caller who left");
    }

    [Test]
    public async Task Timeout_OfTheTenant_IsInForceWithTheNextCall()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));
        await PatchAsync(tenant, """{"timeoutSeconds":1}""");

        var answer = await tenant.ToolAsync(Slow);

        ShouldBeProblem(answer, 504, "upstream_timeout");
        answer.Json.GetProperty("outcome").GetString().ShouldBe("unknown");
    }

    private async Task<HttpResponseMessage> ListenAsync(TestTenant tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mcp");
        request.Headers.Add("x-api-key", tenant.ApiKey);
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Mcp-Session-Id", await InitializeAsync(tenant));
        request.Headers.Add("MCP-Protocol-Version", "2025-06-18");
        var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        ((int)response.StatusCode).ShouldBe(200);
        return response;
    }

    private async Task<string> InitializeAsync(TestTenant tenant)
    {
        const string Message = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";
        var answer = await PostAsync(tenant, session: null, Message);
        return answer.Headers["Mcp-Session-Id"];
    }

    private Task<Answer> PostAsync(TestTenant tenant, string? session, string message)
    {
        (string, string)[] headers = [tenant.KeyHeader, ("Accept", "application/json, text/event-stream")];
        return Gateway.SendAsync(HttpMethod.Post, "/mcp", message, session is null ? headers : [.. headers, ("Mcp-Session-Id", session), ("MCP-Protocol-Version", "2025-06-18")]);
    }
}
