using System.Text;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Doors;

/// <summary>An upstream that fails a tenant's calls is not asked any more, at whichever door they come, and others' go on.</summary>
internal sealed class CircuitTests : DoorFixture
{
    private const int Calls = 10;
    private const string Open = "upstream_circuit_open";

    protected override IEnumerable<string> Settings => [$"--UPSTREAM_CIRCUIT_CALLS={Calls}", "--UPSTREAM_CIRCUIT_OPEN_SECONDS=2", "--UPSTREAM_CIRCUIT_WINDOW_SECONDS=600"];

    [Test]
    public async Task Calls_FailedByTheUpstream_AreNotSentUntilOneSucceeds([Values] Door door)
    {
        var (token, upstream) = ($"failing-at-{door}", UpstreamOf(door));
        var tenant = await CreateTenantAsync(door, "*", token);
        await using var client = Connect(door, tenant);
        await using var other = Connect(door, await CreateTenantAsync(door, "*", $"other-at-{door}"));
        (await client.CallAsync("whoami")).Result.ShouldNotBeNull();
        upstream.Fault("tools/call", Fault.ServerError, when: r => r.Token == token);

        await OpensAsync(client);
        var hits = CallsOf(door, token);
        var refused = await client.CallAsync("whoami");

        refused.Text.ShouldContain(Open);
        refused.Text.ShouldContain("not_sent");
        CallsOf(door, token).ShouldBe(hits, "the upstream was not asked");
        hits.ShouldBeLessThanOrEqualTo(Calls + 1);
        (await other.CallAsync("whoami")).Result.ShouldNotBeNull();
        (await OpenCircuitsAsync(tenant.Gateway)).ShouldBe(1);

        upstream.ClearFaults();
        await Eventually.TrueAsync(async _ => (await client.CallAsync("whoami")).Result is not null, "A call that tries");
        (await client.CallAsync("whoami")).Result.ShouldNotBeNull();
        (await OpenCircuitsAsync(tenant.Gateway)).ShouldBe(0);
    }

    /// <summary>Only what says nothing of the upstream's health: it answers.</summary>
    [Test]
    public async Task Calls_TheUpstreamRefuses_CountAsAnswered([Values(Door.Rest, Door.Session)] Door door)
    {
        var token = $"refused-at-{door}";
        await using var client = Connect(door, await CreateTenantAsync(door, "*", token));
        UpstreamOf(door).Fault("tools/call", Fault.Forbidden, when: r => r.Token == token);

        for (var i = 0; i < Calls * 2; i++) (await client.CallAsync("whoami")).Text.ShouldNotContain(Open);

        UpstreamOf(door).ClearFaults();
    }

    /// <summary>HTTP says when to come again, in both languages.</summary>
    [Test]
    public async Task Refusal_OverRestAndMcp_Is503WithRetryAfter()
    {
        const string Token = "failing-over-http";
        var tenant = await CreateTenantAsync(Door.Rest, "*", Token);
        UpstreamOf(Door.Rest).Fault("tools/call", Fault.ServerError, when: r => r.Token == Token);
        await using var client = Connect(Door.Rest, tenant);
        await OpensAsync(client);

        var rest = await tenant.ToolAsync("""{"method":"whoami"}""");
        using var request = tenant.McpRequest(HttpMethod.Post, null);
        request.Content = new StringContent(
            """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
            Encoding.UTF8,
            "application/json");
        using var mcp = await tenant.Gateway.Client.SendAsync(request);

        ((int)rest.Status, rest.Code, rest.Json.GetProperty("outcome").GetString(), rest.Json.GetProperty("retryable").GetBoolean()).ShouldBe((503, Open, "not_sent", true));
        rest.Headers["Retry-After"].ShouldBeOneOf("1", "2");
        ((int)mcp.StatusCode).ShouldBe(503);
        mcp.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 2);
        UpstreamOf(Door.Rest).ClearFaults();
    }

    private static Task OpensAsync(IDoorClient client) =>
        Eventually.TrueAsync(async _ => (await client.CallAsync("whoami")).Text.Contains(Open, StringComparison.Ordinal), "The circuit's opening", every: TimeSpan.FromMilliseconds(1));

    private static async Task<int> OpenCircuitsAsync(GatewayHost gateway) => (await gateway.SendAsync(HttpMethod.Get, "/health")).Json.GetProperty("openCircuits").GetInt32();

    private int CallsOf(Door door, string token) => UpstreamOf(door).Record.Requests.Count(r => r.Token == token && r.Method == "tools/call");
}
