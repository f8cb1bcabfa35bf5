using System.Collections.Concurrent;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>One stream's ear for changes of its session, and its word that it carries them.</summary>
/// <param name="session">Its id.</param>
/// <param name="ended">Told when it listens no more.</param>
internal sealed class SessionWatch(string session, Action<SessionWatch> ended) : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _awaited = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = New();
    private TaskCompletionSource _carried = New();
    private int _changes;
    private int _carries;

    public string Session => session;

    /// <summary>How many changes were told so far.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Completes at the next change; taken before the row is read, it misses none.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    public void Tell()
    {
        Interlocked.Increment(ref _changes);
        Interlocked.Exchange(ref _changed, New()).TrySetResult();
    }

    /// <summary>Whoever subscribes to this address here is answered once the stream carries it, and misses nothing in between.</summary>
    public void Await(string address) => _awaited[address] = true;

    /// <summary>Whether it was awaited; it is not any more.</summary>
    public bool WasAwaited(string address) => _awaited.TryRemove(address, out _);

    /// <summary>The stream is as the first <paramref name="changes"/> want it.</summary>
    public void Carry(int changes)
    {
        if (Volatile.Read(ref _carries) == changes) return;
        Volatile.Write(ref _carries, changes);
        Interlocked.Exchange(ref _carried, New()).TrySetResult();
    }

    /// <summary>Waits until the stream is as all changes so far want it, or has ended.</summary>
    public async Task CarriedAsync(CancellationToken cancellationToken)
    {
        var changes = Changes;
        while (true)
        {
            var next = Volatile.Read(ref _carried).Task;
            if (Volatile.Read(ref _carries) >= changes) return;
            await next.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        ended(this);
        Carry(int.MaxValue);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
