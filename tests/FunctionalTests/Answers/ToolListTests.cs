using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.FunctionalTests.Doors;

namespace McpService.FunctionalTests.Answers;

/// <summary>Lists of tools that do not end as they should, or cannot be read, and calls beside them.</summary>
internal sealed class ToolListTests : AnswerFixture
{
    [TestCase("\"\"")]
    [TestCase("\"again\"")]
    public async Task Cursor_ThatLeadsNowhere_EndsTheList(string cursor)
    {
        var tenant = await WithPageAsync($$"""{"tools":[{"name":"hubspot_echo"},{"name":"echo"}],"nextCursor":{{cursor}}}""");

        using var list = await tenant.SendAsync("listTools");

        list.IsSuccessStatusCode.ShouldBeTrue();
        (await list.Content.ReadAsStringAsync()).ShouldStartWith("""{"tools":[{"name":"hubspot_echo"},{"name":"echo"}""");
    }

    [TestCase("""{"tools":[{"name":"hubspot_x"}],"nextCursor":"again"}""", TestName = "Call with an endless list")]
    [TestCase("""{"tools":[{"name":"hubspot_x"}],"nextCursor":""}""", TestName = "Call with a list that ends in an empty cursor")]
    [TestCase("""{"tools":[{"name":"\ud83d"},7,{"name":9},{}]}""", TestName = "Call with a list of tools that have no names")]
    [TestCase("""{"tools":7}""", TestName = "Call with no list")]
    [TestCase("7", TestName = "Call with no result")]
    public async Task Call_ListIsDoubtful_AsksTheUpstream(string page)
    {
        var tenant = await WithPageAsync(page);

        using var call = await tenant.SendAsync("echo", "{}");

        call.IsSuccessStatusCode.ShouldBeTrue(await call.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Call_ListIsDoubtfulAndTheUpstreamKnowsNoSuchTool_SaysWhatItSays()
    {
        var tenant = await WithPageAsync("""{"tools":[],"nextCursor":""}""");

        using var call = await tenant.SendAsync("nothing", "{}");

        (await JsonAsync(call)).GetProperty("detail").GetString()!.ShouldContain("nothing not found");
    }

    [Test]
    public async Task Call_NameIsMissingFromAWholeList_IsNotSent()
    {
        var tenant = await WithPageAsync("""{"tools":[{"name":"hubspot_x"}],"nextCursor":null}""");
        var calls = Upstream.Hits("tools/call");

        using var call = await tenant.SendAsync("echo", "{}");

        (await JsonAsync(call)).GetProperty("code").GetString().ShouldBe("tool_not_found");
        Upstream.Hits("tools/call").ShouldBe(calls);
    }

    private async Task<TestTenant> WithPageAsync(string page)
    {
        Upstream.Fault("tools/list", Fault.Body($$"""{"jsonrpc":"2.0","id":{id},"result":{{page}}}""", "application/json"));
        return await Gateway.CreateTenantAsync();
    }
}
