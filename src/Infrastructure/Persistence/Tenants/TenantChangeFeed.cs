namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>Where changes of tenants come together, those made here and those that other replicas tell of.</summary>
internal sealed class TenantChangeFeed(TenantDirectory directory)
{
    private readonly Lock _lock = new();
    private HashSet<Guid> _changed = [];
    private bool _any;
    private TaskCompletionSource _signal = NewSignal();

    /// <summary>A tenant changed: calls that come from now on read it anew.</summary>
    public void Add(Guid tenantRef)
    {
        directory.Forget(tenantRef);
        lock (_lock)
        {
            _changed.Add(tenantRef);
            _signal.TrySetResult();
        }
    }

    /// <summary>Changes may have been missed, of any tenant.</summary>
    public void AddAny()
    {
        directory.ForgetAll();
        lock (_lock)
        {
            _any = true;
            _signal.TrySetResult();
        }
    }

    /// <summary>Waits for a change, at most for <paramref name="limit"/>, and takes those there are.</summary>
    /// <returns>Who changed; null when it may be anyone, which is also so when the time is up.</returns>
    public async Task<IReadOnlySet<Guid>?> TakeAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            Task signal;
            lock (_lock) signal = _signal.Task;
            await signal.WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }

        lock (_lock)
        {
            var (any, changed) = (_any, _changed);
            (_any, _changed, _signal) = (false, [], NewSignal());
            return any ? null : changed;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
