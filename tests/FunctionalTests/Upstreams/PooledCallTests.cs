using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Upstreams;

/// <summary>What holds for every call on a pooled session, over REST and for clients without sessions, whatever form the upstream's answers have.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class PooledCallTests(bool asJson) : McpFixture
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(1800);

    protected override IEnumerable<string> Settings => ["UPSTREAM_TIMEOUT_SECONDS=2"];

    [SetUp]
    public void Form() => Upstream.Settings.AnswerAsJson = asJson;

    [Test]
    public async Task WrongId_SessionIsDropped([Values] bool bridged)
    {
        var tenant = await Gateway.CreateTenantAsync();
        (await CallAsync(tenant, bridged)).ShouldBeNull();
        var opened = Upstream.Hits("initialize");
        Upstream.Fault("tools/call", Fault.WrongId, times: 1);

        (await CallAsync(tenant, bridged)).ShouldBe("upstream_protocol_error");
        Upstream.Hits("initialize").ShouldBe(opened);

        (await CallAsync(tenant, bridged)).ShouldBeNull();
        Upstream.Hits("initialize").ShouldBe(opened + 1);
        await Upstream.WaitForAsync(r => r.Requests.Any(q => q.HttpMethod == "DELETE"));
    }

    [Test]
    public async Task SessionGone_ShortlyBeforeTheLimit_BothAttemptsEndWithIt([Values] bool bridged)
    {
        var tenant = await Gateway.CreateTenantAsync();
        (await CallAsync(tenant, bridged)).ShouldBeNull();
        Upstream.Fault("tools/call", Fault.After(Late, Fault.SessionGone), times: 1);
        Upstream.Fault("tools/call", Fault.HangBeforeHeaders);
        var started = TimeProvider.System.GetTimestamp();

        (await CallAsync(tenant, bridged)).ShouldBe("upstream_timeout");

        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(3.5), "a second limit would end after 3.8 s");
    }

    /// <summary>Calls a tool, and gives the code of the error, or null.</summary>
    private static async Task<string?> CallAsync(TestTenant tenant, bool bridged)
    {
        if (!bridged)
        {
            using var rest = await tenant.SendAsync("echo", "{}");
            return (await JsonAsync(rest)).TryGetProperty("code", out var code) ? code.GetString() : null;
        }

        const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""";
        using var response = await tenant.McpAsync(Call, null, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "echo"));
        return (await AnswerAsync(response)).TryGetProperty("error", out var error) ? error.GetProperty("data").GetProperty("code").GetString() : null;
    }
}
