using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Telemetry;

/// <summary>What is counted, and under which labels.</summary>
internal sealed class MetricsTests : McpFixture
{
    private const string Count = "mcp_server_operation_duration_seconds_count";

    protected override IEnumerable<string> Settings => ["METRICS_ANONYMOUS=true", "METRICS_TENANTS=true"];

    [Test]
    public async Task ToolCall_OverRest_CountsUnderItsFullName()
    {
        Upstream.SetTools("""[{"name":"hubspot_count-me","inputSchema":{"type":"object"}},{"name":"whoami","inputSchema":{"type":"object"}}]""");
        var tenant = await Gateway.CreateTenantAsync(integrationKey: "hubspot");
        using (await tenant.SendAsync("count-me", "{}")) await SeriesAsync(Count, tenant, "gen_ai_tool_name=\"hubspot_count-me\"");

        var series = await SeriesAsync(Count, tenant, "gen_ai_tool_name=\"hubspot_count-me\"");
        series.ShouldContain("mcp_method_name=\"tools/call\"");
        series.ShouldContain("gen_ai_operation_name=\"execute_tool\"");
        series.ShouldContain("network_transport=\"tcp\"");
        series.ShouldNotContain("error_type");
        series.ShouldEndWith(" 1");
    }

    [Test]
    public async Task ToolCall_OverMcp_CountsWithRevision()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        using (var answer = await tenant.McpAsync(Call("whoami"), ticket, ("MCP-Protocol-Version", "2025-06-18"))) await AnswerAsync(answer);

        (await SeriesAsync(Count, tenant, "mcp_method_name=\"initialize\"")).ShouldEndWith(" 1");
        (await SeriesAsync(Count, tenant, "mcp_method_name=\"tools/call\"")).ShouldContain("mcp_protocol_version=\"2025-06-18\"");
    }

    [Test]
    public async Task ToolError_IsAnErrorOfItsOwnType()
    {
        Upstream.OnCall("whoami", _ => """{"content":[],"isError":true}""");
        var tenant = await Gateway.CreateTenantAsync();
        using (await tenant.SendAsync("whoami", "{}")) (await SeriesAsync(Count, tenant, "tools/call")).ShouldContain("error_type=\"tool_error\"");
    }

    [Test]
    public async Task UpstreamFailure_IsNamedByOurCode()
    {
        Upstream.Fault("tools/call", Fault.ServerError);
        var tenant = await Gateway.CreateTenantAsync();
        using (await tenant.SendAsync("whoami", "{}")) (await SeriesAsync(Count, tenant, "tools/call")).ShouldContain("error_type=\"upstream_error\"");
    }

    [Test]
    public async Task ToolNobodyHas_TakesNoLabel()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (await tenant.SendAsync("made-up-by-a-client", "{}"))
        {
            var series = await SeriesAsync(Count, tenant, "tools/call");
            series.ShouldContain("gen_ai_tool_name=\"other\"");
            series.ShouldContain("error_type=\"tool_not_found\"");
        }
    }

    [Test]
    public async Task RefusedRequest_IsCountedByItsCode()
    {
        await PageAsync();
        (await Gateway.SendAsync(HttpMethod.Get, "/api/tenants", null, ("x-api-key", "mcp_nobody"))).Code.ShouldBe("invalid_credentials");
        (await PageAsync()).ShouldContain("mcpservice_refused_total{reason=\"invalid_credentials\"}");
    }

    [Test]
    public async Task Buckets_AreTheConventions()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (await tenant.SendAsync("listTools")) await SeriesAsync(Count, tenant, "tools/list");

        var bounds = (await PageAsync()).Split('\n')
            .Where(l => l.StartsWith("mcp_server_operation_duration_seconds_bucket", StringComparison.Ordinal) && l.Contains(tenant.TenantId, StringComparison.Ordinal))
            .Select(l => l.Split("le=\"")[1].Split('"')[0]);
        bounds.ShouldBe(["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "30", "60", "120", "300", "+Inf"]);
    }

    [Test]
    public async Task State_OfTheProcess_IsThere()
    {
        var page = await PageAsync();
        foreach (var name in new[] { "mcpservice_sessions_open", "mcpservice_streams_open", "mcpservice_calls_active", "mcpservice_circuits_open", "mcpservice_database_up", "mcpservice_build_info", "dotnet_process_cpu_time" })
            page.ShouldContain(name);
    }

    private async Task<string> PageAsync() => (await Gateway.SendAsync(HttpMethod.Get, "/metrics")).Text;

    /// <summary>The line of a metric of this tenant with these labels.</summary>
    private async Task<string> SeriesAsync(string name, TestTenant tenant, string label) => (await PageAsync()).Split('\n').Single(line =>
        line.StartsWith(name, StringComparison.Ordinal) && line.Contains(tenant.TenantId, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal));
}
