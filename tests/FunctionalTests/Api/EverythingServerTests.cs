using System.Text.Json;
using McpService.Common.Clients;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Api;

/// <summary>The reference server from npm, through REST: every tool listed and every result equal to what it gives directly.</summary>
internal sealed class EverythingServerTests
{
    private TestDatabase _database = null!;
    private NodeUpstream _upstream = null!;
    private GatewayHost _gateway = null!;
    private TestTenant _tenant = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _upstream = await NodeUpstream.StartAsync();
        _database = await TestDatabase.CreateAsync(Engine.Sqlite);
        _gateway = await GatewayHost.StartAsync(_database.Url, _upstream.Address);
        _tenant = await _gateway.CreateTenantAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        _database.Dispose();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task ListTools_GivesTheServersOwnList()
    {
        using var response = await _tenant.SendAsync("listTools");
        var through = await ReadAsync(response);
        var direct = await DirectAsync("tools/list", "{}");

        JsonElement.DeepEquals(through.GetProperty("tools"), direct.GetProperty("tools")).ShouldBeTrue();
        through.GetProperty("tools").GetArrayLength().ShouldBeGreaterThan(5);
    }

    [TestCase("echo", """{"message":"hello"}""")]
    [TestCase("get-sum", """{"a":2,"b":40}""")]
    [TestCase("get-structured-content", """{"location":"New York"}""")]
    [TestCase("get-tiny-image", "{}")]
    public async Task Call_ResultEqualsTheDirectOne(string tool, string arguments)
    {
        using var response = await _tenant.SendAsync(tool, arguments);
        var through = await ReadAsync(response);
        var direct = await DirectAsync("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}}""");

        through.TryGetProperty("content", out _).ShouldBeTrue(through.ToString());
        foreach (var member in direct.EnumerateObject()) JsonElement.DeepEquals(through.GetProperty(member.Name), member.Value).ShouldBeTrue(member.Name);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    private async Task<JsonElement> DirectAsync(string method, string parameters)
    {
        await using var client = await SdkClient.ConnectAsync(_upstream.Address, "anybody");
        var answer = await client.SendRequestAsync(new ModelContextProtocol.Protocol.JsonRpcRequest
        {
            Method = method,
            Params = System.Text.Json.Nodes.JsonNode.Parse(parameters),
        });
        using var document = JsonDocument.Parse(answer.Result!.ToJsonString());
        return document.RootElement.Clone();
    }
}
