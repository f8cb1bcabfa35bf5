using System.Net.Sockets;
using System.Text;
using McpService.Common.Gateway;
using McpService.LoadTests.Machine;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>A heap of 384 MB, bodies that are announced and never sent, and large answers that nobody reads: others are served, and the process lives.</summary>
internal sealed class HeapRow : IProofRow
{
    private const int Whole = 20;
    private const string HeapLimit = "0x18000000";
    private const int Announced = 200;
    private const int Readers = 50;
    private const int Attackers = 10;
    private const int AnswerSize = 7_900_000;
    private const int CallsMeanwhile = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "heap";

    public string What => "a heap of 384 MB under attack (bodies announced and not sent, large answers not read): others' calls that fail, processes that end";

    public string Goal => "0";

    public int Share => 6;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        await using var upstream = await ProofStage.NewUpstreamAsync();
        var large = $$"""{"content":[{"type":"text","text":"{{new string('x', AnswerSize)}}"}]}""";
        upstream.OnCall("large", _ => large);
        upstream.SetTools("""[{"name":"large","inputSchema":{"type":"object"}},{"name":"whoami","inputSchema":{"type":"object"}}]""");
        await using var gateway = await stage.StartAsync((await stage.NewDatabaseAsync()).Url, upstream.Address, "one", ("DOTNET_GCHeapHardLimit", HeapLimit));
        var attackers = new List<(string TenantId, string ApiKey)>();
        for (var i = 0; i < Attackers; i++) attackers.Add(await gateway.CreateTenantAsync($"attacks-{i}"));
        var other = await gateway.CreateTenantAsync("calls");
        var client = new TenantClient(gateway.Client, other.TenantId, other.ApiKey, isMcp: false);
        var (rounds, calls, failed, most) = (0, 0, 0, 0L);
        time.Begin();
        while (rounds == 0 || time.GoesOn(rounds, Whole))
        {
            var sockets = new List<TcpClient>();
            for (var i = 0; i < Announced; i++) await SendAsync(sockets, Head("/mcp", attackers[i % Attackers].ApiKey, 4 * 1024 * 1024) + "{");
            const string Body = """{"method":"large","params":{}}""";
            for (var i = 0; i < Readers; i++) await SendAsync(sockets, Head($"/api/tenant/{attackers[i % Attackers].TenantId}/tool", attackers[i % Attackers].ApiKey, Body.Length) + Body);
            for (var i = 0; i < CallsMeanwhile && !time.Stopped.IsCancellationRequested; i++, calls++)
            {
                var answer = await AnswerAsync(client);
                if (answer is not { Status: System.Net.HttpStatusCode.OK }) failed++;
                most = Math.Max(most, ProcessStat.Of($"{gateway.Id}")?.ResidentPages ?? 0);
            }

            foreach (var socket in sockets) socket.Dispose();
            rounds++;
        }

        var lives = ProcessStat.Of($"{gateway.Id}") is not null;
        return new ProofFigure($"{failed} of {calls:N0} calls; {(lives ? $"at most {most * Environment.SystemPageSize / 1024 / 1024} MB resident" : "the process ended")}; {rounds} attacks", failed == 0 && lives && calls > 0);

        async Task SendAsync(List<TcpClient> sockets, string request)
        {
            var socket = new TcpClient { ReceiveBufferSize = 4096 };
            sockets.Add(socket);
            await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
            await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        }
    }

    /// <returns>Null where it takes too long.</returns>
    private static async Task<Answer?> AnswerAsync(TenantClient client)
    {
        try
        {
            return await client.CallAsync("whoami").WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static string Head(string path, string apiKey, int length) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer {apiKey}\r\nAccept: application/json, text/event-stream\r\nContent-Length: {length}\r\n\r\n";
}
