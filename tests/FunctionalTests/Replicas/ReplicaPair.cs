using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Proxies;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Conformance;

namespace McpService.FunctionalTests.Replicas;

/// <summary>Two gateway processes on one PostgreSQL, before one build of the server that others wrote and behind a real nginx that sends them requests by turns.</summary>
internal sealed class ReplicaPair : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _started = [];

    private ReplicaPair()
    {
    }

    /// <summary>Where nginx listens.</summary>
    public Uri Address { get; private set; } = null!;

    public string ApiKey { get; private set; } = null!;

    public string TenantId { get; private set; } = null!;

    public GatewayProcess One { get; private set; } = null!;

    /// <summary>To nginx; remembers which replica answered what.</summary>
    public HttpClient NewClient(ReplicaNotes notes) => new(notes) { BaseAddress = Address };

    public static async Task<ReplicaPair> StartAsync(EverythingBuild build)
    {
        var pair = new ReplicaPair();
        try
        {
            await pair.BeginAsync(build);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started)) await started.DisposeAsync();
    }

    private async Task BeginAsync(EverythingBuild build)
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var upstream = Started(await build.StartAsync());
        var keys = GatewayProcess.NewKey("k1");
        One = Started(await GatewayProcess.StartAsync(database.Url, upstream.Address, keys, "one", ("TRUST_PROXY", "1")));
        var other = Started(await GatewayProcess.StartAsync(database.Url, upstream.Address, keys, "other", ("TRUST_PROXY", "1")));
        await Task.WhenAll(One.ReadyAsync(), other.ReadyAsync());
        Address = Started(await ProductNginx.StartAsync([One.Address, other.Address])).Address;
        await UntilItDoesAsync(async () => (TenantId, ApiKey) = await One.CreateTenantAsync());
        foreach (var replica in (GatewayProcess[])[One, other])
        {
            await UntilItDoesAsync(async () =>
            {
                var answer = await replica.CallAsync(TenantId, ApiKey, "test_simple_text");
                if (answer.Status != System.Net.HttpStatusCode.OK) throw new InvalidOperationException(answer.ToString());
            });
        }
    }

    /// <summary>What a process does for the first time takes long on a busy machine, and is not what these tests are about.</summary>
    private static Task UntilItDoesAsync(Func<Task> act) => Eventually.TrueAsync(
        async _ =>
        {
            try
            {
                await act();
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        },
        "What is done for the first time",
        TimeSpan.FromSeconds(60),
        TimeSpan.FromSeconds(1));

    private T Started<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }
}
