using McpService.Application.Errors;

namespace McpService.Application.Calls;

/// <summary>
/// The calls that this process makes at once. Where all places are taken, calls wait in their tenant's queue, which is no longer than the tenant may have calls, and the
/// tenants get what becomes free in turn: who floods waits for itself. While a place is free, taking it is one interlocked operation.
/// </summary>
public sealed class CallPlaces(CallPlaceRules rules, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedList<TaskCompletionSource>> _queues = [];
    private readonly Queue<Guid> _turns = new();
    private int _free = rules.Places;
    private int _waiting;

    /// <summary>Places taken.</summary>
    public int Taken => rules.Places - Volatile.Read(ref _free);

    /// <summary>Calls that wait for one.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Takes a place where one is free and nobody waits for it.</summary>
    public bool TryEnter() => Volatile.Read(ref _waiting) == 0 && TryTake();

    /// <summary>Waits for a place.</summary>
    /// <param name="tenantRef">Whose call.</param>
    /// <param name="limit">How long the call may take, with the wait; null for the default of the service.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>What is left of the limit.</returns>
    /// <exception cref="OverloadedException">Too many wait, or no place became free in time.</exception>
    public async Task<TimeSpan> EnterAsync(Guid tenantRef, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var (longest, began) = (limit ?? rules.Limit, time.GetTimestamp());
        var place = Queue(tenantRef);

        // What became free between the two looks would else be nobody's.
        HandOut();
        try
        {
            await place.Value.Task.WaitAsync(longest, time, cancellationToken);
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            GiveUp(place);
            if (failure is TimeoutException) throw new OverloadedException();
            throw;
        }

        var left = longest - time.GetElapsedTime(began);
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        Interlocked.Increment(ref _free);
        if (Volatile.Read(ref _waiting) > 0) HandOut();
    }

    private bool TryTake()
    {
        for (var free = Volatile.Read(ref _free); free > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _free, free - 1, free);
            if (seen == free) return true;
            free = seen;
        }

        return false;
    }

    private LinkedListNode<TaskCompletionSource> Queue(Guid tenantRef)
    {
        lock (_lock)
        {
            if (_waiting >= rules.Waiting) throw new OverloadedException();

            if (!_queues.TryGetValue(tenantRef, out var queue))
            {
                _queues[tenantRef] = queue = new();
                _turns.Enqueue(tenantRef);
            }

            Interlocked.Increment(ref _waiting);
            return queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    private void HandOut()
    {
        lock (_lock)
        {
            while (_waiting > 0 && TryTake()) Next().SetResult();
        }
    }

    /// <summary>The first of the tenant whose turn it is, which is then the last to have one again.</summary>
    private TaskCompletionSource Next()
    {
        while (true)
        {
            var tenantRef = _turns.Dequeue();
            if (_queues[tenantRef] is { First: { } first } queue)
            {
                queue.RemoveFirst();
                Interlocked.Decrement(ref _waiting);
                if (queue.Count > 0) _turns.Enqueue(tenantRef);
                else _queues.Remove(tenantRef);
                return first.Value;
            }

            // All of its calls gave up.
            _queues.Remove(tenantRef);
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_lock)
        {
            if (place.List is { } queue)
            {
                queue.Remove(place);
                Interlocked.Decrement(ref _waiting);
                return;
            }
        }

        // It was given at the same moment.
        Leave();
    }
}
