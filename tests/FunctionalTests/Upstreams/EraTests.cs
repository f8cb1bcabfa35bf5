using System.Security.Cryptography;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Upstreams;

/// <summary>What the upstream speaks is found out, once, and never by more than it takes.</summary>
internal sealed class EraTests : McpFixture
{
    private const string New = "2026-07-28";
    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;

    private static readonly string[] Old = ["2025-06-18", "2025-03-26"];

    [SetUp]
    public async Task ForgetAsync()
    {
        await TrailRows.ExecuteAsync(Gateway.Services, "DELETE FROM upstream_eras");
        (Upstream.Settings.Stateless, Upstream.Settings.ProtocolVersions) = (false, Old);
    }

    [Test]
    public async Task SessionUpstream_IsAskedForAnotherRevisionOnce_EvenAfterARestart()
    {
        var token = Token();
        await using (var gateway = await NewGatewayAsync())
        {
            var first = await gateway.CreateTenantAsync(token);
            await ListAsync(first);
            await ListAsync(first);
            await ListAsync(await gateway.CreateTenantAsync(token + "-2"));
            await Eventually.TrueAsync(async _ => (await TrailRows.QueryAsync<string>(Gateway.Services, "SELECT declined FROM upstream_eras")) is ["scriptable-upstream/1.3.0"], "The row");
        }

        await using var second = await NewGatewayAsync();
        await ListAsync(await second.CreateTenantAsync(token + "-3"));

        Asked(token, "server/discover").ShouldBe(1);
        Asked(token, "initialize").ShouldBe(3);
    }

    [Test]
    public async Task SessionUpstream_WithClientsOfItsOwnEra_IsNeverAsked()
    {
        var token = Token();
        await using var gateway = await NewGatewayAsync();
        var tenant = await gateway.CreateTenantAsync(token);

        await OpenAsync(tenant);
        (await tenant.ToolAsync("""{"method":"whoami"}""")).Json.GetProperty("isError").GetBoolean().ShouldBeFalse();

        Asked(token, "server/discover").ShouldBe(0);
        Asked(token, "initialize").ShouldBe(2, "one for the client, one for the pool");
    }

    [Test]
    public async Task SessionlessUpstream_IsAskedInItsOwnRevision_WhateverComes()
    {
        var token = Token();
        (Upstream.Settings.Stateless, Upstream.Settings.ProtocolVersions) = (true, [New]);
        await using var gateway = await NewGatewayAsync();
        var tenant = await gateway.CreateTenantAsync(token);

        var called = await tenant.ToolAsync("""{"method":"whoami"}""");
        var listed = await tenant.ToolAsync("""{"method":"listTools"}""");
        await ListAsync(tenant);

        ((int)called.Status, (int)listed.Status).ShouldBe((200, 200), called.Text + listed.Text);
        Asked(token, "initialize").ShouldBe(1);
        var call = Upstream.Record.Requests.Single(r => r.Token == token && r.Method == "tools/call");
        (call.Headers["MCP-Protocol-Version"], call.Headers["Mcp-Method"], call.Headers["Mcp-Name"]).ShouldBe((New, "tools/call", "whoami"));
        call.Body.ShouldContain("io.modelcontextprotocol/clientCapabilities");
    }

    [Test]
    public async Task UpstreamOfBothEras_IsUsedInTheClientsOwn()
    {
        var token = Token();
        Upstream.Settings.ProtocolVersions = [New, .. Old];
        await using var gateway = await NewGatewayAsync();
        var tenant = await gateway.CreateTenantAsync(token);

        await OpenAsync(tenant);
        await ListAsync(tenant);

        Upstream.Record.Requests.Single(r => r.Token == token && r.Method == "tools/list").Headers["MCP-Protocol-Version"].ShouldBe(New);
        Asked(token, "server/discover").ShouldBe(1);
    }

    [Test]
    public async Task Failure_TeachesOnlyOfTheTenantItHappenedTo()
    {
        var token = Token();
        Upstream.Settings.ProtocolVersions = [New, .. Old];
        await using var gateway = await NewGatewayAsync();
        Upstream.Fault("server/discover", Fault.ServerError, when: r => r.Token == token);
        var unlucky = await gateway.CreateTenantAsync(token);
        await ListAsync(unlucky);
        await ListAsync(unlucky);
        Asked(token, "server/discover").ShouldBe(1);
        RevisionsOf(token).ShouldBe(["2025-06-18", "2025-06-18"]);

        await ListAsync(await gateway.CreateTenantAsync(token + "-lucky"));

        RevisionsOf(token + "-lucky").ShouldBe([New]);
    }

    [Test]
    public async Task UpstreamThatGaveARevisionUp_IsBridgedWithoutAFailure()
    {
        var token = Token();
        Upstream.Settings.ProtocolVersions = [New, .. Old];
        await using var gateway = await NewGatewayAsync();
        var tenant = await gateway.CreateTenantAsync(token);
        await ListAsync(tenant);
        Upstream.Settings.ProtocolVersions = Old;
        Upstream.Fault("tools/list", new Fault(e => e.RespondAsync(400, "application/json", """{"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"Unsupported protocol version","data":{"supported":[]}}}""")), times: 1);

        await ListAsync(tenant);

        RevisionsOf(token).ShouldBe([New, New, "2025-06-18"]);
    }

    [TestCase("tools/list", "v999", 400, -32022)]
    [TestCase("initialize", New, 404, -32601)]
    public async Task WhatTheEraDoesNotKnow_IsRefusedByTheUpstream_AndTeachesNothing(string method, string revision, int status, int code)
    {
        var token = Token();
        Upstream.Settings.ProtocolVersions = [New, .. Old];
        await using var gateway = await NewGatewayAsync();
        var tenant = await gateway.CreateTenantAsync(token);
        await ListAsync(tenant);
        Upstream.Fault(method, new Fault(e => e.RespondAsync(status, "application/json", $$$"""{"jsonrpc":"2.0","id":1,"error":{"code":{{{code}}},"message":"No"}}""")), times: 1);

        using (var refused = await tenant.McpAsync(
            $$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"{{{revision}}}","io.modelcontextprotocol/clientCapabilities":{} } } }""",
            null,
            ("MCP-Protocol-Version", revision),
            ("Mcp-Method", method)))
        {
            ((int)refused.StatusCode).ShouldBe(status);
            (await AnswerAsync(refused)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
        }

        await ListAsync(tenant);

        RevisionsOf(token)[^1].ShouldBe(New);
    }

    [TestCase(404)]
    [TestCase(405)]
    public async Task Refusal_InBothEras_IsTheFirstOne(int status)
    {
        var token = Token();
        await using var gateway = await NewGatewayAsync();
        Upstream.Fault("initialize", new Fault(e => e.RespondAsync(status, "text/html", "<p>no</p>")), when: r => r.Token == token);
        var tenant = await gateway.CreateTenantAsync(token);

        var answer = await tenant.ToolAsync("""{"method":"whoami"}""");

        ((int)answer.Status, answer.Code).ShouldBe((502, "upstream_rejected"), answer.Text);
        Asked(token, "server/discover").ShouldBe(1);
        Upstream.ClearFaults();
        (await tenant.ToolAsync("""{"method":"whoami"}""")).Json.GetProperty("isError").GetBoolean().ShouldBeFalse();
    }

    private static string Token() => $"token-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    private Task<GatewayHost> NewGatewayAsync() => GatewayHost.StartAsync(DatabaseUrl, Upstream.Address);

    private int Asked(string token, string method) => Upstream.Record.Requests.Count(r => r.Token?.StartsWith(token, StringComparison.Ordinal) == true && r.Method == method);

    private string[] RevisionsOf(string token) => [.. Upstream.Record.Requests.Where(r => r.Token == token && r.Method == "tools/list").Select(r => r.Headers["MCP-Protocol-Version"])];

    private static async Task ListAsync(TestTenant tenant)
    {
        using var response = await tenant.McpAsync(
            $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{{{{Meta}}}}}""", null, ("MCP-Protocol-Version", New), ("Mcp-Method", "tools/list"));
        var answer = await AnswerAsync(response);
        answer.TryGetProperty("result", out var result).ShouldBeTrue(answer.GetRawText());
        result.GetProperty("tools").GetArrayLength().ShouldBeGreaterThan(0);
    }
}
