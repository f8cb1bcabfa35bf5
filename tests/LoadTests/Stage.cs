using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Processes;

namespace McpService.LoadTests;

/// <summary>Everything that is measured, each in a process of its own: the upstream, the bare forwarder, and a gateway on each database.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _things = [];

    private Stage(Uri upstream, Uri bare) => (Upstream, Bare) = (upstream, bare);

    public Uri Upstream { get; }

    public Uri Bare { get; }

    public int BareId { get; private set; }

    /// <summary>On SQLite; rows of the trail are written after the call.</summary>
    public GatewayProcess Buffered { get; private set; } = null!;

    /// <summary>On PostgreSQL; the intent is on the disk before the call. Null where PostgreSQL is not installed.</summary>
    public GatewayProcess? Durable { get; private set; }

    public static async Task<Stage> StartAsync()
    {
        var (upstream, bare) = (Address(FreePort.Next()), Address(FreePort.Next()));
        var stage = new Stage(upstream, bare);
        await stage.StartAsync(FastUpstream.Role, $"{upstream.Port}");
        stage.BareId = (await stage.StartAsync(BareForwarder.Role, $"{bare.Port}", upstream.AbsoluteUri)).Id;

        var database = new SqliteDatabase();
        stage._things.Add(new Disposer(database));
        stage.Buffered = await stage.StartGatewayAsync(database.Url, "buffered");
        if (PostgresServer.IsInstalled)
        {
            var server = await PostgresServer.StartNewAsync(new PostgresSettings { Fsync = true });
            stage._things.Add(server);
            stage.Durable = await stage.StartGatewayAsync((await server.CreateDatabaseAsync()).Url, "before-call");
        }

        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var thing in Enumerable.Reverse(_things)) await thing.DisposeAsync();
    }

    private static Uri Address(int port) => new($"http://127.0.0.1:{port}/mcp");

    private async Task<GatewayProcess> StartGatewayAsync(string database, string durability)
    {
        var gateway = await GatewayProcess.StartAsync(
            database, Upstream, GatewayProcess.NewKey("k"), "load", ("AUDIT_DURABILITY", durability), ("RATE_LIMIT_CONCURRENCY", "10000"), ("UPSTREAM_SESSION_MAX_CALLS", "10000000"));
        _things.Add(gateway);
        await gateway.ReadyAsync();
        return gateway;
    }

    private async Task<ChildProcess> StartAsync(params string[] role)
    {
        var child = await ChildProcess.StartAsync([], ["dotnet", typeof(Stage).Assembly.Location, .. role]);
        _things.Add(child);
        return child;
    }

    private sealed class Disposer(IDisposable thing) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            thing.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
