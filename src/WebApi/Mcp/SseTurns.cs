namespace McpService.WebApi.Mcp;

/// <summary>
/// The messages of one stream's client that are under way. Each is taken before the one before it is done, and yet the upstream must see
/// <c>initialize</c>, notifications and responses before what the client sends after them.
/// </summary>
public sealed class SseTurns
{
    /// <summary>Messages under way on one stream; the client of a stream that nobody reads would else fill memory.</summary>
    public const int Max = 64;

    private readonly Lock _lock = new();
    private readonly HashSet<Task> _underWay = [];
    private Task _last = Task.CompletedTask;
    private bool _isOver;

    public bool IsIdle
    {
        get
        {
            lock (_lock) return _underWay.Count == 0;
        }
    }

    /// <summary>Starts to send a message.</summary>
    /// <param name="send">Sends it and passes its answer on; is given what has to be done before, and must not throw.</param>
    /// <param name="goesFirst">What is sent after it waits for it.</param>
    /// <returns>False where too many are under way, or the stream is over.</returns>
    public bool TryRun(Func<Task, Task> send, bool goesFirst)
    {
        lock (_lock)
        {
            if (_isOver || _underWay.Count >= Max) return false;
            var before = _last;
            var turn = Task.Run(() => send(before));
            if (goesFirst) _last = turn;
            _underWay.Add(turn);
            _ = turn.ContinueWith(Leave, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return true;
    }

    /// <summary>Takes no more, and waits for those under way.</summary>
    public Task FinishAsync()
    {
        lock (_lock)
        {
            _isOver = true;
            return Task.WhenAll(_underWay);
        }
    }

    private void Leave(Task turn)
    {
        lock (_lock) _underWay.Remove(turn);
    }
}
