using System.Net.Sockets;
using System.Text;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Api;

/// <summary>Promises of much and readers of nothing, against the process that operators run in a small container: it lives, and others are served.</summary>
[NonParallelizable]
internal sealed class MemoryAttackTests
{
    private const string HeapLimit = "0x18000000"; // 384 MiB
    private const int Connections = 250;
    private const int SlowReaders = 50;
    private const int AnswerSize = 7_900_000;

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

    [TestCase("/mcp")]
    [TestCase("/tool")]
    public async Task SlowReadersOfLargeAnswers_OthersAreServedAndTheMemoryComesBack(string door)
    {
        var attackers = new[] { await _gateway.CreateTenantAsync(), await _gateway.CreateTenantAsync() };
        var other = await _gateway.CreateTenantAsync();
        await ShouldServeAsync(other);
        foreach (var attacker in attackers) await ShouldServeAsync(attacker);
        for (var i = 0; i < SlowReaders; i++) await SendAsync(LargeCall(door, attackers[i % attackers.Length]));
        await Eventually.TrueAsync(_ => Task.FromResult(_upstream.Hits("tools/call") >= SlowReaders + 3), "The calls at the upstream");

        await ShouldServeAsync(other);

        foreach (var client in _clients) client.Dispose();
        await Eventually.TrueAsync(async _ => await LargeAsync(other) == 200, "A large answer again, once the others are gone");
    }

    private static string LargeCall(string door, (string TenantId, string ApiKey) tenant)
    {
        var (path, body) = door == "/mcp"
            ? ("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"large","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""")
            : ($"/api/tenant/{tenant.TenantId}/tool", """{"method":"large","params":{}}""");
        var head = Head(path, body.Length, $"Authorization: Bearer {tenant.ApiKey}", "Accept: application/json, text/event-stream", "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call", "Mcp-Name: large");
        return head[..^1] + body;
    }

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
