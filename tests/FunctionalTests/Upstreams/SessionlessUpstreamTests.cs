using McpService.Common.Gateway;
using McpService.Common.Upstreams.Conformance;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Upstreams;

/// <summary>REST before an upstream of revision 2026-07-28, which knows no <c>initialize</c> and no sessions: the SDK's own server.</summary>
internal sealed class SessionlessUpstreamTests : McpFixture
{
    private ConformanceUpstream _upstream = null!;
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartSessionlessAsync()
    {
        _upstream = await ConformanceUpstream.WithoutSessionsAsync();
        _gateway = await GatewayHost.StartAsync(DatabaseUrl, _upstream.Address, "UPSTREAM_PROTOCOL_VERSION=2026-07-28");
    }

    [OneTimeTearDown]
    public async Task StopSessionlessAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task List_GivesTheTools()
    {
        var answer = await (await _gateway.CreateTenantAsync()).ToolAsync("""{"method":"listTools"}""");

        ((int)answer.Status).ShouldBe(200, answer.Text);
        answer.Json.GetProperty("tools").GetArrayLength().ShouldBeGreaterThan(5);
    }

    [Test]
    public async Task Call_GivesTheResult()
    {
        var answer = await (await _gateway.CreateTenantAsync()).ToolAsync("""{"method":"test_simple_text","params":{}}""");

        ((int)answer.Status).ShouldBe(200, answer.Text);
        answer.Json.GetProperty("content").GetArrayLength().ShouldBe(1);
        answer.Json.GetProperty("isError").GetBoolean().ShouldBeFalse();
    }

    [Test]
    public async Task Call_ToolThatNeedsAnAnswer_SaysSo()
    {
        var answer = await (await _gateway.CreateTenantAsync()).ToolAsync("""{"method":"test_input_required_result_elicitation","params":{}}""");

        ((int)answer.Status).ShouldBe(409, answer.Text);
        answer.Json.GetProperty("code").GetString().ShouldBe("input_required");
        answer.Json.GetProperty("outcome").GetString().ShouldBe("failed");
    }

    [Test]
    public async Task Call_ToolUnknown_Is404()
    {
        var answer = await (await _gateway.CreateTenantAsync()).ToolAsync("""{"method":"no-such-tool","params":{}}""");

        ((int)answer.Status).ShouldBe(404, answer.Text);
        answer.Json.GetProperty("code").GetString().ShouldBe("tool_not_found");
    }
}
