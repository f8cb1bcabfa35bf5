namespace McpService.Common.Waiting;

/// <summary>Waits for something that cannot signal, such as another process.</summary>
public static class Eventually
{
    /// <summary>Asks every <paramref name="every"/> (50 ms) until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It was not within <paramref name="limit"/>.</exception>
    public static async Task TrueAsync(
        Func<CancellationToken, Task<bool>> condition, string what, TimeSpan? limit = null, TimeSpan? every = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? WaitLimit.Default, TimeProvider.System);
        using var tick = new PeriodicTimer(every ?? TimeSpan.FromMilliseconds(50), TimeProvider.System);
        try
        {
            while (!await condition(deadline.Token)) await tick.WaitForNextTickAsync(deadline.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"{what} did not happen in time.", e);
        }
    }
}
