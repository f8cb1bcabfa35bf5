using System.Text;
using McpService.Common.Gateway;
using McpService.Common.Node;
using McpService.Common.Telemetry;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Telemetry;

/// <summary>Spans as a collector receives them: names, parents, links; what the upstream is told of the trace; what is never in them.</summary>
internal sealed class TraceTests : McpFixture
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallerSpan = "00f067aa0ba902b7";
    private const string TraceParent = $"00-{TraceId}-{CallerSpan}-01";
    private const string OtherTrace = "0af7651916cd43dd8448eb211c80319c";
    private const string OtherParent = $"00-{OtherTrace}-b7ad6b7169203331-01";

    private OtlpReceiver _collector = null!;

    protected override IEnumerable<string> Settings
    {
        get
        {
            _collector = OtlpReceiver.StartAsync().GetAwaiter().GetResult();
            return [.. _collector.Settings.Select(s => s[2..]), "OTEL_LOGS_EXPORTER=none"];
        }
    }

    [OneTimeTearDown]
    public async Task EndAsync() => await _collector.DisposeAsync();

    [Test]
    public async Task RestCall_WithTraceParentHeader_GoesBelowIt()
    {
        var tenant = await Gateway.CreateTenantAsync();
        await tenant.Gateway.SendAsync(HttpMethod.Post, tenant.ToolPath, """{"method":"whoami","params":{"a":1}}""", tenant.KeyHeader, ("traceparent", TraceParent), ("tracestate", "congo=1"));

        var (server, client) = await CallSpansAsync(tenant);
        server.TraceId.ShouldBe(TraceId);
        server.ParentId.ShouldBe(CallerSpan);
        server.Kind.ShouldBe(OtlpSpan.Server);
        server.Name.ShouldBe("tools/call whoami");
        server.Attributes["gen_ai.operation.name"].ShouldBe("execute_tool");
        server.Attributes["mcpservice.request.id"].ShouldNotBeEmpty();
        client.ParentId.ShouldBe(server.SpanId);
        client.Kind.ShouldBe(OtlpSpan.Client);
        client.Name.ShouldBe("tools/call whoami");
        ToldOf(tenant, client).Headers["tracestate"].ShouldBe("congo=1");
    }

    [Test]
    public async Task Relay_WithTraceParentInMeta_GoesBelowIt_AndLinksToTheHeader()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var ticket = await OpenAsync(tenant);
        var message = $$$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"whoami","_meta":{"traceparent":"{{{{TraceParent}}}}","mine":[1]},"arguments":{}}}""";
        using (var answer = await tenant.McpAsync(message, ticket, ("traceparent", OtherParent))) await AnswerAsync(answer);

        var (server, client) = await CallSpansAsync(tenant);
        server.TraceId.ShouldBe(TraceId);
        server.ParentId.ShouldBe(CallerSpan);
        server.Links.ShouldBe([$"{OtherTrace}-b7ad6b7169203331"]);
        client.ParentId.ShouldBe(server.SpanId);
        ToldOf(tenant, client).Params!.Value.GetProperty("_meta").GetProperty("mine").GetRawText().ShouldBe("[1]");
    }

    [Test]
    public async Task Bridge_WithTraceParentInMeta_GoesBelowIt()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var message = $$$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"whoami","_meta":{"traceparent":"{{{{TraceParent}}}}","io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}},"arguments":{}}}""";
        using (var answer = await tenant.McpAsync(message, null, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "whoami"))) await AnswerAsync(answer);

        var (server, client) = await CallSpansAsync(tenant);
        server.ParentId.ShouldBe(CallerSpan);
        server.Attributes["mcp.protocol.version"].ShouldBe("2026-07-28");
        client.ParentId.ShouldBe(server.SpanId);
        ToldOf(tenant, client);
    }

    [Test]
    public async Task Call_OfNobodysTrace_BeginsOne()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (await tenant.SendAsync("whoami", "{}")) (await CallSpansAsync(tenant)).Server.ParentId.ShouldBeEmpty();
    }

    [Test]
    public async Task Failure_IsAnErrorOnBothSpans()
    {
        Upstream.Fault("tools/call", Fault.ServerError);
        var tenant = await Gateway.CreateTenantAsync();
        using (await tenant.SendAsync("whoami", "{}"))
        {
            var (server, client) = await CallSpansAsync(tenant);
            server.IsError.ShouldBeTrue();
            server.Attributes["error.type"].ShouldBe("upstream_error");
            client.IsError.ShouldBeTrue();
            client.Attributes["error.type"].ShouldBe("upstream_error");
        }
    }

    [Test]
    public async Task TypeScriptClient_ItsTrace_GoesThroughToTheUpstream()
    {
        var tenant = await Gateway.CreateTenantAsync();
        (await NodePrograms.RunAsync(NodePrograms.Script("traced.mjs"), [$"{tenant.McpAddress}", tenant.ApiKey, TraceParent])).OutputOrThrow();

        var (server, client) = await CallSpansAsync(tenant);
        server.TraceId.ShouldBe(TraceId);
        server.ParentId.ShouldBe(CallerSpan);
        client.ParentId.ShouldBe(server.SpanId);
        ToldOf(tenant, client);
    }

    [Test]
    public async Task AdminRequest_HasASpanOfTheFramework()
    {
        await Gateway.CreateTenantAsync();
        await _collector.UntilAsync(c => c.Spans.Any(s => s.Name == "POST api/tenants"));
    }

    [Test]
    public async Task Metrics_ComeToo_WithTheirOrigin()
    {
        var tenant = await Gateway.CreateTenantAsync();
        using (await tenant.SendAsync("whoami", "{}"))
        {
            await _collector.UntilAsync(c => c.Metrics.ContainsKey("mcp.server.operation.duration") && c.Metrics.ContainsKey("mcp.client.operation.duration"));
        }

        var resource = _collector.Metrics["mcp.server.operation.duration"];
        resource["service.name"].ShouldBe("mcpservice");
        resource["service.instance.id"].ShouldNotBeEmpty();
        resource["service.version"].ShouldNotBeEmpty();
    }

    [Test]
    public async Task Everything_HoldsNoSecretAndNoArgument()
    {
        const string argument = "an-argument-nobody-else-should-see";
        var tenant = await Gateway.CreateTenantAsync("token-" + Canary.Of("telemetry"));
        var ticket = await OpenAsync(tenant);
        using (var answer = await tenant.McpAsync(Call("echo", $$"""{"text":"{{argument}}"}"""), ticket)) await AnswerAsync(answer);
        await CallSpansAsync(tenant);

        var session = Upstream.Record.Requests.Last(r => r.Tool == "echo").SessionId!;
        foreach (var secret in new[] { argument, tenant.ApiKey, ticket, session, "token-" + Canary.Of("telemetry") })
            _collector.Bodies.Count(body => Contains(body, secret)).ShouldBe(0, secret);
    }

    private static bool Contains(byte[] body, string text) => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>The spans of the tenant's one call of a tool.</summary>
    private async Task<(OtlpSpan Server, OtlpSpan Client)> CallSpansAsync(TestTenant tenant)
    {
        await _collector.UntilAsync(c => Of(c, OtlpSpan.Server).Any() && Of(c, OtlpSpan.Client).Any());
        return (Of(_collector, OtlpSpan.Server).Single(), Of(_collector, OtlpSpan.Client).Single());

        IEnumerable<OtlpSpan> Of(OtlpReceiver collector, int kind) => collector.Spans
            .Where(s => s.Kind == kind && s.Attributes.GetValueOrDefault("mcpservice.tenant.id") == tenant.TenantId && s.Attributes["mcp.method.name"] == "tools/call");
    }

    /// <summary>The call as the upstream received it: header and <c>_meta</c> name the gateway's span.</summary>
    private RecordedRequest ToldOf(TestTenant tenant, OtlpSpan client)
    {
        var told = Upstream.Record.Requests.Single(r => r.Method == "tools/call" && r.Headers.GetValueOrDefault("traceparent") == $"00-{client.TraceId}-{client.SpanId}-01");
        told.Params!.Value.GetProperty("_meta").GetProperty("traceparent").GetString().ShouldBe($"00-{client.TraceId}-{client.SpanId}-01", tenant.TenantId);
        return told;
    }
}
