using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.LoadTests.Servers;

namespace McpService.LoadTests.Stage;

/// <summary>What is measured, each in a process of its own, and started when it is first asked for.</summary>
internal sealed class MeasuringStage : IAsyncDisposable
{
    private readonly List<Func<ValueTask>> _ends = [];
    private readonly Lazy<Task<Uri>> _upstream;
    private readonly Lazy<Task<Forwarder>> _bare;
    private readonly Lazy<Task<Forwarder>> _yarp;
    private readonly Lazy<Task<Forwarder>> _nginx;
    private readonly Lazy<Task<PostgresServer>> _postgres;
    private readonly Lazy<Task<StagedGateway>> _buffered;
    private readonly Lazy<Task<StagedGateway>> _durable;

    public MeasuringStage()
    {
        _upstream = new(async () => (await StartAsync(FastUpstream.Role)).Address);
        _bare = new(async () => await StartAsync(BareForwarder.Role, await UpstreamAsync()));
        _yarp = new(async () => await StartAsync(YarpForwarder.Role, await UpstreamAsync()));
        _nginx = new(StartNginxAsync);
        _postgres = new(StartPostgresAsync);
        _buffered = new(async () => await StagedGateway.CreateAsync(await StartGatewayAsync(NewSqlite(), "buffered")));
        _durable = new(async () => await StagedGateway.CreateAsync(await StartGatewayAsync((await NewPostgresAsync()).Url, "before-call")));
    }

    public Task<Uri> UpstreamAsync() => _upstream.Value;

    public Task<Forwarder> BareAsync() => _bare.Value;

    public Task<Forwarder> YarpAsync() => _yarp.Value;

    /// <exception cref="MissingException">It is not installed.</exception>
    public Task<Forwarder> NginxAsync() => _nginx.Value;

    /// <summary>On SQLite; rows of the trail are written after the call.</summary>
    public Task<StagedGateway> BufferedAsync() => _buffered.Value;

    /// <summary>On PostgreSQL with fsync; the intent is on the disk before the call.</summary>
    /// <exception cref="MissingException">PostgreSQL is not installed.</exception>
    public Task<StagedGateway> DurableAsync() => _durable.Value;

    /// <summary>A new database on the server that <see cref="DurableAsync"/> uses.</summary>
    /// <exception cref="MissingException">PostgreSQL is not installed.</exception>
    public async Task<PostgresDatabase> NewPostgresAsync() => await (await _postgres.Value).CreateDatabaseAsync();

    /// <summary>A new SQLite database; it goes with the stage.</summary>
    public string NewSqlite()
    {
        var database = new SqliteDatabase();
        _ends.Add(() =>
        {
            database.Dispose();
            return ValueTask.CompletedTask;
        });
        return database.Url;
    }

    /// <summary>A gateway of the caller's own, to be disposed by it; without limits that a load would meet.</summary>
    public async Task<GatewayProcess> NewGatewayAsync(string database, string durability, params (string Name, string Value)[] more)
    {
        var gateway = await GatewayProcess.StartAsync(
            database, await UpstreamAsync(), Keys, "load",
            [("AUDIT_DURABILITY", durability), ("RATE_LIMIT_CONCURRENCY", "10000"), ("UPSTREAM_SESSION_MAX_CALLS", "10000000"), .. PublishedGateway.Settings, .. more]);
        await gateway.ReadyAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var end in Enumerable.Reverse(_ends)) await end();
    }

    /// <summary>One encryption key for all, so that a database can be served again by another process.</summary>
    public string Keys { get; } = GatewayProcess.NewKey("k");

    private async Task<GatewayProcess> StartGatewayAsync(string database, string durability)
    {
        var gateway = await NewGatewayAsync(database, durability);
        _ends.Add(gateway.DisposeAsync);
        return gateway;
    }

    private async Task<Forwarder> StartNginxAsync()
    {
        if (!Nginx.IsInstalled) throw new MissingException("nginx is not installed (Debian: package nginx-light).");
        var nginx = await Nginx.StartAsync(await UpstreamAsync());
        _ends.Add(nginx.DisposeAsync);
        return await Forwarder.WhenAnsweringAsync(nginx.Address, nginx.ProcessId);
    }

    private async Task<PostgresServer> StartPostgresAsync()
    {
        if (!PostgresServer.IsInstalled) throw new MissingException(PostgresServer.MissingReason);
        var server = await PostgresServer.StartNewAsync(new PostgresSettings { Fsync = true });
        _ends.Add(server.DisposeAsync);
        return server;
    }

    /// <summary>This program once more, in another role.</summary>
    private async Task<Forwarder> StartAsync(string role, Uri? target = null)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}/mcp");
        string[] arguments = target is null ? [role, $"{address.Port}"] : [role, $"{address.Port}", target.AbsoluteUri];
        var child = await ChildProcess.StartAsync([], ["dotnet", typeof(MeasuringStage).Assembly.Location, .. arguments]);
        _ends.Add(child.DisposeAsync);
        return await Forwarder.WhenAnsweringAsync(address, child.Id);
    }
}
