namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// Threads for what blocks whoever calls it, for as long as a server hangs: the pool has few, and every request needs them. They are started when they are needed and end
/// when nothing came for a while.
/// </summary>
internal sealed class BlockingThreads(string name, int most, TimeSpan idle)
{
    // Monitor's own kind of lock: threads wait on it.
    private readonly Queue<Action> _waiting = new();
    private int _threads;
    private int _free;

    /// <summary>Runs it soon; where all threads are blocked, when one is free again. What it throws ends the process.</summary>
    public void Run(Action work)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(work);
            Monitor.Pulse(_waiting);
            if (_waiting.Count <= _free || _threads == most) return;
            _threads++;
            _free++; // it will be, and the next one who comes must not start another for the same work
        }

        new Thread(Loop) { IsBackground = true, Name = name }.UnsafeStart();
    }

    private void Loop()
    {
        while (Next() is { } work)
        {
            work();
            lock (_waiting) _free++;
        }
    }

    private Action? Next()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0)
            {
                if (Monitor.Wait(_waiting, idle) || _waiting.Count > 0) continue;
                _threads--;
                _free--;
                return null;
            }

            _free--;
            return _waiting.Dequeue();
        }
    }
}
