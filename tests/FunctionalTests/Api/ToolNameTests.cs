using System.Net;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Api;

/// <summary>Names as people give them.</summary>
[NonParallelizable]
internal sealed class ToolNameTests() : UpstreamFixture(Engine.Sqlite)
{
    [TestCase("gr\u00F6\u00DFe_\u65E5\u672C\u8A9E")]
    [TestCase("hubspot_\uD83D\uDE00")]
    public async Task Call_NameBeyondAscii_IsCallableAsItIsListed(string name)
    {
        var tenant = await Gateway.CreateTenantAsync();
        Upstream.SetTools($$$"""[{"name":"{{{name}}}","inputSchema":{"type":"object"}}]""");
        Upstream.OnCall(name, _ => """{"content":[]}""");

        using var list = await tenant.SendAsync("listTools");
        (await JsonAsync(list)).GetProperty("tools")[0].GetProperty("name").GetString().ShouldBe(name);
        using var call = await tenant.SendAsync(name, "{}");

        call.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Call_ShortName_TheTrailHasTheFullOne()
    {
        var tenant = await Gateway.CreateTenantAsync(integrationKey: "hubspot");
        Upstream.SetTools("""[{"name":"hubspot_short-name-test","inputSchema":{"type":"object"}}]""");

        using (var call = await tenant.SendAsync("short-name-test", "{}")) call.StatusCode.ShouldBe(HttpStatusCode.OK);

        await Eventually.TrueAsync(
            async _ => (await TrailRows.ReadAsync(Gateway.Services)).Exists(e => e is { Tool: "hubspot_short-name-test", ToolAsked: "short-name-test" }), "The entry under the full name");
    }
}
