namespace McpService.Common.Waiting;

/// <summary>Wakes those who wait for a condition whenever the state behind it has changed. Nothing polls, nothing sleeps.</summary>
public sealed class Signal
{
    private TaskCompletionSource? _next;

    /// <summary>Call after each change. Costs next to nothing while nobody waits.</summary>
    public void Pulse() => Interlocked.Exchange(ref _next, null)?.TrySetResult();

    /// <summary>Completes when <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="limit"/>; the message says what was seen instead.</exception>
    public async Task UntilAsync(Func<bool> condition, TimeSpan? limit = null, Func<string>? describe = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? WaitLimit.Default, TimeProvider.System);
        while (true)
        {
            // Subscribe first: a change between the check and the wait is not missed.
            var next = Next();
            if (condition()) return;
            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"The condition did not become true in time. {describe?.Invoke()}", e);
            }
        }
    }

    private Task Next()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _next, fresh, null) ?? fresh).Task;
    }
}
