using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Mcp;

/// <summary>What serves calls is shared by all of them: whatever of one call it kept, the next would be made with, and that is somebody else's.</summary>
internal sealed class TwoTenantsTests : McpFixture
{
    private const int Calls = 60;
    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;

    [Test]
    public async Task TwoTenantsAtOnce_EveryDoor_EachIsServedAsItself()
    {
        var (a, b) = (await Gateway.CreateTenantAsync("token-of-the-first"), await Gateway.CreateTenantAsync("token-of-the-second"));
        var (sessionOfA, sessionOfB) = (await OpenAsync(a), await OpenAsync(b));

        await Task.WhenAll(
            RepeatAsync("token-of-the-first", () => a.SendAsync("whoami")),
            RepeatAsync("token-of-the-second", () => b.SendAsync("whoami")),
            RepeatAsync("token-of-the-first", () => a.McpAsync(Call("whoami"), sessionOfA)),
            RepeatAsync("token-of-the-second", () => b.McpAsync(Call("whoami"), sessionOfB)),
            RepeatAsync("token-of-the-first", () => SessionlessAsync(a)),
            RepeatAsync("token-of-the-second", () => SessionlessAsync(b)));
    }

    [Test]
    public async Task TwoTenantsAtOnce_HiddenTool_IsHiddenFromItsTenantAlone()
    {
        var (open, closed) = (await Gateway.CreateTenantAsync("token-of-the-open"), await Gateway.CreateTenantAsync("token-of-the-closed"));
        var denied = await Gateway.SendAsync(
            HttpMethod.Patch, $"/api/tenants/{closed.TenantId}", """{"tools":{"deny":["whoami"]}}""", ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        ((int)denied.Status).ShouldBe(200);

        await Task.WhenAll(
            RepeatAsync("token-of-the-open", () => open.SendAsync("whoami")),
            RepeatAsync(async () =>
            {
                using var refused = await closed.SendAsync("whoami");
                ((int)refused.StatusCode).ShouldBe(404);
            }));
    }

    private static Task<HttpResponseMessage> SessionlessAsync(TestTenant tenant)
    {
        var message = $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{},{{{Meta}}}}}""";
        return tenant.McpAsync(message, ticket: null, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "whoami"));
    }

    private static Task RepeatAsync(string token, Func<Task<HttpResponseMessage>> call) => RepeatAsync(async () =>
    {
        using var answer = await call();
        (await answer.Content.ReadAsStringAsync()).ShouldContain(Canary.Of(token));
    });

    private static async Task RepeatAsync(Func<Task> call)
    {
        for (var i = 0; i < Calls; i++) await call();
    }
}
