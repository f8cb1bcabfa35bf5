using System.Collections.Concurrent;
using McpService.Common.Gateway;
using McpService.Domain.Tenants;

namespace McpService.FunctionalTests.Replicas;

/// <summary>Calls at a steady rate, on two replicas by turns, each remembered with what it was made with and what became of it.</summary>
internal sealed class CallLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<MadeCall> _made = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly GatewayProcess[] _replicas;
    private readonly string _tenantId;
    private readonly Task _running;

    public CallLoad(string tenantId, string apiKey, params GatewayProcess[] replicas)
    {
        (_replicas, _tenantId, ApiKey) = (replicas, tenantId, apiKey);
        _running = RunAsync();
    }

    /// <summary>What calls are made with from now on.</summary>
    public string ApiKey { get; set; }

    /// <summary>Time on the clock of all calls.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    public IReadOnlyList<MadeCall> Made => [.. _made];

    /// <summary>Lets it run for as long.</summary>
    public static async Task LastAsync(TimeSpan time)
    {
        using var tick = new PeriodicTimer(time, TimeProvider.System);
        await tick.WaitForNextTickAsync();
    }

    /// <summary>Makes no more calls, and waits for those under way.</summary>
    public async Task<IReadOnlyList<MadeCall>> EndAsync()
    {
        await _stop.CancelAsync();
        await _running;
        return Made;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var underWay = new List<Task>();
        using var tick = new PeriodicTimer(Pace, TimeProvider.System);
        try
        {
            while (await tick.WaitForNextTickAsync(_stop.Token)) underWay.Add(CallAsync(_replicas[underWay.Count % _replicas.Length], ApiKey));
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        await Task.WhenAll(underWay);
    }

    private async Task CallAsync(GatewayProcess replica, string apiKey)
    {
        var began = Now;
        var answer = await replica.CallAsync(_tenantId, apiKey);
        _made.Enqueue(new MadeCall(began, Now, apiKey, (int)answer.Status, answer.Text));
    }
}

/// <param name="Began">Timestamp before it was sent.</param>
/// <param name="Ended">Timestamp after its answer.</param>
/// <param name="ApiKey">What it was made with.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">Body of the answer.</param>
internal sealed record MadeCall(long Began, long Ended, string ApiKey, int Status, string Text);
