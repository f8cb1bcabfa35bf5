namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>A hint that the table of service keys may hold something new: another replica said so, or somebody showed a kid that nobody knows.</summary>
internal sealed class ServiceKeyChanges
{
    private TaskCompletionSource _hint = NewSignal();

    public void Add() => Volatile.Read(ref _hint).TrySetResult();

    /// <summary>Returns at the next hint, or when the time is up.</summary>
    public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await Volatile.Read(ref _hint).Task.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        // Before the table is read: a hint that comes during the reading is another one.
        Volatile.Write(ref _hint, NewSignal());
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
