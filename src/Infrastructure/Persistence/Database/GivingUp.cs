namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// Waiting no longer than one should. A driver's cancellation is not enough: Npgsql asks the server to cancel and waits for it, and
/// a server that hangs answers that neither.
/// </summary>
internal static class GivingUp
{
    /// <summary>The result, or a <see cref="TimeoutException"/> at the limit; <paramref name="work"/> then ends by itself, unheard.</summary>
    public static async Task<T> OrGiveUpAsync<T>(this Task<T> work, TimeSpan limit, TimeProvider time)
    {
        try
        {
            return await work.WaitAsync(limit, time);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            Unheard(work);
            throw;
        }
    }

    /// <summary>The same, once <paramref name="over"/> is cancelled.</summary>
    public static async Task<T> OrGiveUpAsync<T>(this Task<T> work, CancellationToken over)
    {
        try
        {
            return await work.WaitAsync(over);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            Unheard(work);
            throw new TimeoutException();
        }
    }

    private static void Unheard(Task work) =>
        _ = work.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
