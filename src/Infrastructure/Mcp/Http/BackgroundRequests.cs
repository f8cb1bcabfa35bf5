using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>Small requests to the upstream that no caller waits for: cancellations, answers to pings, the end of a session. Each has a limit, and shutting down waits for them.</summary>
internal sealed partial class BackgroundRequests(TimeProvider time, ILogger<BackgroundRequests> logger) : IAsyncDisposable
{
    /// <summary>Limit of one request where it has none of its own, and of the wait on shutdown.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public void Run(Func<CancellationToken, Task> request) => Run(request, Limit);

    public void Run(Func<CancellationToken, Task> request, TimeSpan limit)
    {
        var task = Task.Run(() => RunAsync(request, limit));
        _running.TryAdd(task, true);
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_running.Keys).WaitAsync(Limit, time);
        }
        catch (TimeoutException)
        {
            LogLeft(_running.Count);
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> request, TimeSpan limit)
    {
        using var source = new CancellationTokenSource(limit, time);
        try
        {
            await request(source.Token);
        }
        catch (Exception e)
        {
            LogFailed(e.GetType().Name); // only the type: a message could quote the upstream
        }
    }

    [LoggerMessage(3001, LogLevel.Debug, "A background request to the upstream failed: {Kind}.")]
    private partial void LogFailed(string kind);

    [LoggerMessage(3002, LogLevel.Warning, "{Count} background requests to the upstream were left unfinished.")]
    private partial void LogLeft(int count);
}
