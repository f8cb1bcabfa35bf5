using System.Net;
using System.Text;
using McpService.Application.Tenants;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.FunctionalTests.Api;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class ToolRouteTests(Engine engine) : UpstreamFixture(engine)
{
    private const string Odd = """{"content":[{"type":"hologram","data":{"big":123456789012345678901234567890,"one":1.0,"exp":1E+2,"esc":"\u00e9\/"}}],"structuredContent":{"n":1.0},"_meta":{"x":[]},"unknown":null}""";

    [Test]
    public async Task Call_OddResult_ArrivesToTheByte()
    {
        Upstream.OnCall("echo", _ => Odd);
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await tenant.SendAsync("echo", "{}");

        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync()).ShouldBe(Odd[..^1] + ""","isError":false}""");
    }

    [Test]
    public async Task Call_OddArguments_ArriveToTheByte()
    {
        const string Arguments = """{"big":123456789012345678901234567890,"one":1.0,"minus":-0,"__proto__":{"$type":"x"},"text":"\u00e9"}""";
        string? received = null;
        Upstream.OnCall("echo", call =>
        {
            received = call.Arguments;
            return """{"content":[]}""";
        });
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await tenant.SendAsync("echo", Arguments);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        received.ShouldBe(Arguments);
    }

    [Test]
    public async Task Call_ToolError_Is200AsItCame()
    {
        Upstream.OnCall("echo", _ => """{"content":[{"type":"text","text":"no"}],"isError":true}""");
        var tenant = await Gateway.CreateTenantAsync();

        using var response = await tenant.SendAsync("echo", "{}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"content":[{"type":"text","text":"no"}],"isError":true}""");
    }

    [Test]
    public async Task ListTools_SeveralPages_AreOneListWithEveryField()
    {
        await using var upstream = await ScriptableUpstream.StartAsync();
        upstream.SetToolPages(
            """[{"name":"hubspot_a","inputSchema":{"type":"object","x-odd":1.0},"unknown":12345678901234567890}]""",
            """[{"name":"hubspot_b","inputSchema":{"type":"object"}}]""");
        await using var gateway = await Common.Gateway.GatewayHost.StartAsync(DatabaseUrl, upstream.Address);
        var tenant = await gateway.CreateTenantAsync();

        using var response = await tenant.SendAsync("listTools");

        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """{"tools":[{"name":"hubspot_a","inputSchema":{"type":"object","x-odd":1.0},"unknown":12345678901234567890},{"name":"hubspot_b","inputSchema":{"type":"object"}}]}""");
    }

    [Test]
    public async Task ListTools_UpstreamKnowsNoTools_IsAnEmptyList()
    {
        var tenant = await Gateway.CreateTenantAsync(integrationKey: "nothing");
        Upstream.Fault("tools/list", Common.Upstreams.Faults.Fault.RpcError(-32601, "Method not found"));

        using var response = await tenant.SendAsync("listTools");

        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"tools":[]}""");
    }

    [Test]
    public async Task Call_UnknownTool_Is404AndNotSent()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var hits = Upstream.Hits("tools/call");

        using var response = await tenant.SendAsync("no-such-tool", "{}");

        ((int)response.StatusCode).ShouldBe(404);
        var problem = await JsonAsync(response);
        problem.GetProperty("code").GetString().ShouldBe("tool_not_found");
        problem.GetProperty("outcome").GetString().ShouldBe("not_sent");
        Upstream.Hits("tools/call").ShouldBe(hits);
    }

    [Test]
    public async Task Call_ManyAtOnce_ShareOneSession()
    {
        var tenant = await Gateway.CreateTenantAsync(integrationAppToken: "one-session-please");
        var before = Upstream.Record.SessionsOpened;

        var calls = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => tenant.SendAsync("echo", "{}")));

        calls.ShouldAllBe(c => c.StatusCode == HttpStatusCode.OK);
        (Upstream.Record.SessionsOpened - before).ShouldBe(1);
        foreach (var call in calls) call.Dispose();
    }

    [Test]
    public async Task Call_TenantsAtOnce_EachGetsItsOwnCanary()
    {
        var tenants = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Gateway.CreateTenantAsync(integrationAppToken: $"token-of-tenant-{i}")));

        await Task.WhenAll(tenants.SelectMany((tenant, i) => Enumerable.Range(0, 20).Select(async _ =>
        {
            using var response = await tenant.SendAsync("whoami", "{}");
            (await response.Content.ReadAsStringAsync()).ShouldContain(Canary.Of($"token-of-tenant-{i}"));
        })));
    }

    [Test]
    public async Task SomeoneElsesTenant_IsTheSame404AsARandomOne()
    {
        var (mine, other) = (await Gateway.CreateTenantAsync(), await Gateway.CreateTenantAsync());

        var theirs = await StatusAndBodyAsync(mine with { TenantId = other.TenantId });
        var nobodys = await StatusAndBodyAsync(mine with { TenantId = "tenant-00000000000000000000000000" });

        theirs.ShouldBe(nobodys);
        theirs.ShouldStartWith("404");
    }

    [TestCase("", "")]
    [TestCase("null", "")]
    [TestCase("[]", "")]
    [TestCase("""{"method":"echo","params":[]}""", "params")]
    [TestCase("""{"method":"echo","params":{},"extra":1}""", "extra")]
    [TestCase("""{"params":{}}""", "method")]
    [TestCase("""{"method":5}""", "method")]
    [TestCase("""{"method":"a\r\nX-Evil: 1"}""", "method")]
    [TestCase("""{"method":"echo","params":{"a":1,"a":2}}""", "params.a")]
    [TestCase("""{"method":"echo","params":{"a":"\u0000"}}""", "params.a")]
    [TestCase("""{"method":"echo","params":{"a":"\ud800"}}""", "params.a")]
    public async Task BadBody_Is400NamingTheField(string body, string field)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var hits = Upstream.Record.TotalHits;

        using var response = await tenant.PostAsync(body);

        ((int)response.StatusCode).ShouldBe(400);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("\"errors\"");
        if (field.Length > 0) (await JsonAsync(response)).GetProperty("errors").EnumerateObject().ShouldContain(e => e.Name == field, text);
        Upstream.Record.TotalHits.ShouldBe(hits);
    }

    private static async Task<string> StatusAndBodyAsync(Common.Gateway.TestTenant tenant)
    {
        using var response = await tenant.SendAsync("echo", "{}");
        var id = response.Headers.GetValues("X-Request-Id").Single();
        var headers = response.Headers.Concat(response.Content.Headers).Where(h => h.Key is not ("X-Request-Id" or "Date")).Select(h => $"{h.Key}: {string.Join(',', h.Value)}");
        var text = new StringBuilder($"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n{await response.Content.ReadAsStringAsync()}");
        return text.Replace(id, "ID").ToString();
    }
}
