using System.Globalization;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.Common.Proxies;
using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof.Rows;

/// <summary>Two replicas behind a real nginx, set up as deploy/nginx.conf has it, restarted one after the other while tenants call.</summary>
internal sealed class RollingRestartRow : IProofRow
{
    private const long Whole = 10_000;
    private const int Clients = 8;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(15);

    public string Name => "restarts";

    public string What => "two replicas behind nginx, restarted by turns under load: failed calls";

    public string Goal => "0 of 10,000";

    public int Share => 12;

    public async Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time)
    {
        if (!Nginx.IsInstalled) return ProofFigure.NotTried("nginx is not installed");

        await using var upstream = await ProofStage.NewUpstreamAsync();
        var database = await stage.NewDatabaseAsync();
        var ports = new[] { FreePort.Next(), FreePort.Next() };
        var replicas = new[] { await ReplicaAsync(0), await ReplicaAsync(1) };
        var (tenantId, apiKey) = await replicas[0].CreateTenantAsync();
        await using var nginx = await Nginx.StartAsync(
            """
            location / {
              proxy_pass http://gateway;
              proxy_set_header Connection "";
              proxy_set_header Host $host;
              proxy_set_header X-Forwarded-For $remote_addr;
              proxy_connect_timeout 3s;
              proxy_next_upstream error timeout;
              proxy_next_upstream_tries 2;
            }
            """,
            $"upstream gateway {{ zone gateway 64k; server 127.0.0.1:{ports[0]} max_fails=0; server 127.0.0.1:{ports[1]} max_fails=0; keepalive 64; keepalive_timeout 2s; }}");
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = nginx.Address };
        using var enough = new CancellationTokenSource();
        var (calls, failed, restarts, kinds) = (0L, 0L, 0, new System.Collections.Concurrent.ConcurrentDictionary<string, int>());
        var load = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => CallAsync()));
        time.Begin();
        do
        {
            for (var i = 0; i < replicas.Length; i++)
            {
                await replicas[i].StopAsync();
                await replicas[i].DisposeAsync();
                replicas[i] = await ReplicaAsync(i);
                restarts++;
            }
        }
        while (time.GoesOn(Interlocked.Read(ref calls), Whole));

        await enough.CancelAsync();
        await load;
        foreach (var replica in replicas) await replica.DisposeAsync();
        return new ProofFigure(
            $"{failed} of {calls:N0}, {restarts} restarts{string.Concat(kinds.OrderByDescending(k => k.Value).Take(3).Select(k => $"; {k.Value} × {k.Key}"))}", failed == 0 && calls > 0);

        Task<GatewayProcess> ReplicaAsync(int i) => stage.StartAsync(
            database.Url, upstream.Address, $"replica-{i}", ("PORT", ports[i].ToString(CultureInfo.InvariantCulture)), ("DRAIN_SECONDS", "4"), ("TRUST_PROXY", "1"));

        async Task CallAsync()
        {
            var tenant = new TenantClient(client, tenantId, apiKey, isMcp: false);
            while (!enough.IsCancellationRequested)
            {
                var answer = await tenant.CallAsync("whoami");
                Interlocked.Increment(ref calls);
                if (answer is not { Status: System.Net.HttpStatusCode.OK })
                {
                    Interlocked.Increment(ref failed);
                    kinds.AddOrUpdate(answer is null ? "connection broken" : $"{(int)answer.Status} {answer.Code ?? "of nginx"}", 1, (_, n) => n + 1);
                }

                await Task.Delay(Pace, TimeProvider.System);
            }
        }
    }
}
