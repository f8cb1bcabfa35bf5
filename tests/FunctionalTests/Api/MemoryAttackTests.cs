using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Mcp;

namespace McpService.FunctionalTests.Api;

/// <summary>Promises of much and readers of nothing, against the process that operators run in a small container: it lives, and others are served.</summary>
[NonParallelizable]
internal sealed class MemoryAttackTests
{
    private const string HeapLimit = "0x18000000"; // 384 MiB
    private const int Connections = 250;
    private const int SlowReaders = 50;
    private const int Attackers = 10; // more than one, so that no tenant's own bound is what holds
    private const int AnswerSize = 7_900_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<TcpClient> _clients = [];
    private SqliteDatabase _database = null!;
    private ScriptableUpstream _upstream = null!;
    private GatewayProcess _gateway = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _database = new SqliteDatabase();
        _upstream = await ScriptableUpstream.StartAsync();
        var large = $$"""{"content":[{"type":"text","text":"{{new string('x', AnswerSize)}}"}]}""";
        _upstream.OnCall("large", _ => large);
        _upstream.SetTools("""[{"name":"large","inputSchema":{"type":"object"}},{"name":"whoami","inputSchema":{"type":"object"}}]""");
        _gateway = await GatewayProcess.StartAsync(_database.Url, _upstream.Address, GatewayProcess.NewKey("k1"), more: ("DOTNET_GCHeapHardLimit", HeapLimit));
        await _gateway.ReadyAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _database.Dispose();
    }

    [Test]
    public async Task MuchAnnouncedAndLittleSent_OthersAreServed()
    {
        var attacker = await _gateway.CreateTenantAsync();
        var other = await _gateway.CreateTenantAsync();
        for (var i = 0; i < Connections; i++)
        {
            var isAnonymous = i % 2 == 0;
            await SendAsync(isAnonymous
                ? Head("/api/auth/token", 1024 * 1024)
                : Head("/mcp", 4 * 1024 * 1024, $"Authorization: Bearer {attacker.ApiKey}", "Accept: application/json, text/event-stream"));
        }

        await ShouldServeAsync(other);
    }

    [Test]
    public async Task SlowReadersOfLargeAnswers_OthersAreServedAndTheMemoryComesBack([Values("bridge", "session", "rest")] string door, [Values] bool asJson)
    {
        _upstream.Settings.AnswerAsJson = asJson;
        var attackers = new List<Attacker>();
        for (var i = 0; i < Attackers; i++) attackers.Add(await AttackAsync(door));
        var other = await _gateway.CreateTenantAsync();
        await ShouldServeAsync(other);
        var before = _upstream.Hits("tools/call");
        for (var i = 0; i < SlowReaders; i++) await SendAsync(LargeCall(door, attackers[i % attackers.Count]));
        await Eventually.TrueAsync(_ => Task.FromResult(_upstream.Hits("tools/call") >= before + SlowReaders), "The calls at the upstream", Patience);

        await ShouldServeAsync(other);

        foreach (var client in _clients) client.Dispose();
        await Eventually.TrueAsync(async _ => await LargeAsync(other) == 200, "A large answer again, once the others are gone", Patience);
    }

    /// <summary>A tenant whose session is there, so that its calls go straight through.</summary>
    private async Task<Attacker> AttackAsync(string door)
    {
        var (tenantId, apiKey) = await _gateway.CreateTenantAsync();
        if (door != "session")
        {
            await ShouldServeAsync((tenantId, apiKey));
            return new Attacker(tenantId, apiKey, null);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(McpFixture.InitializeMessage, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var opened = await _gateway.Client.SendAsync(request);
        return new Attacker(tenantId, apiKey, opened.Headers.GetValues("Mcp-Session-Id").Single());
    }

    private static string LargeCall(string door, Attacker attacker)
    {
        var (path, body, headers) = door switch
        {
            "bridge" => (
                "/mcp",
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"large","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""",
                new[] { "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call", "Mcp-Name: large" }),
            "session" => ("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"large","arguments":{}}}""", [$"Mcp-Session-Id: {attacker.Ticket}"]),
            _ => ($"/api/tenant/{attacker.TenantId}/tool", """{"method":"large","params":{}}""", Array.Empty<string>()),
        };
        var head = Head(path, body.Length, [$"Authorization: Bearer {attacker.ApiKey}", "Accept: application/json, text/event-stream", .. headers]);
        return head[..^1] + body;
    }

    private sealed record Attacker(string TenantId, string ApiKey, string? Ticket);

    private static string Head(string path, int length, params string[] headers) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{string.Concat(headers.Select(h => $"{h}\r\n"))}\r\n{{";

    private async Task SendAsync(string request)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        _clients.Add(client);
        await client.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
    }

    private async Task ShouldServeAsync((string TenantId, string ApiKey) tenant)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answer = await _gateway.CallAsync(tenant.TenantId, tenant.ApiKey).WaitAsync(limit.Token);
        ((int)answer.Status).ShouldBe(200, $"{answer}\n{_gateway.Output}");
    }

    private async Task<int> LargeAsync((string TenantId, string ApiKey) tenant) => (int)(await _gateway.CallAsync(tenant.TenantId, tenant.ApiKey, "large")).Status;
}
