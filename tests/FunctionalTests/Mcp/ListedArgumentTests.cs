using McpService.Common.Gateway;

namespace McpService.FunctionalTests.Mcp;

/// <summary>What a list of tools says of arguments that belong in headers holds for calls of 2026-07-28, whichever door the list was for (<c>x-mcp-header</c>).</summary>
internal sealed class ListedArgumentTests : McpFixture
{
    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;

    public enum Door
    {
        Rest,
        Session,
        Sessionless,
    }

    [Test]
    public async Task Call_AfterAListOfAnyDoor_IsHeldToTheHeaders([Values] Door door)
    {
        Upstream.SetTools("""[{"name":"regional","inputSchema":{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}}}]""");
        var tenant = await Gateway.CreateTenantAsync();
        await ListAsync(tenant, door);
        var runs = Upstream.Record.Runs("regional");

        using (var refused = await CallAsync(tenant))
        {
            ((int)refused.StatusCode).ShouldBe(400);
            (await AnswerAsync(refused)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32020);
        }

        using (var answered = await CallAsync(tenant, ("Mcp-Param-Region", "eu"))) (await AnswerAsync(answered)).TryGetProperty("result", out _).ShouldBeTrue();
        (Upstream.Record.Runs("regional") - runs).ShouldBe(1);
    }

    private static async Task ListAsync(TestTenant tenant, Door door)
    {
        if (door == Door.Rest)
        {
            ((int)(await tenant.ToolAsync("""{"method":"listTools"}""")).Status).ShouldBe(200);
            return;
        }

        using var listed = door == Door.Session
            ? await tenant.McpAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", await OpenAsync(tenant))
            : await tenant.McpAsync($$"""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{ {{Meta}} } }""", null, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/list"));
        (await AnswerAsync(listed)).TryGetProperty("result", out _).ShouldBeTrue();
    }

    private static Task<HttpResponseMessage> CallAsync(TestTenant tenant, params (string Name, string Value)[] headers) => tenant.McpAsync(
        $$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"regional","arguments":{"region":"eu"},{{Meta}} } }""",
        null,
        [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "regional"), .. headers]);
}
