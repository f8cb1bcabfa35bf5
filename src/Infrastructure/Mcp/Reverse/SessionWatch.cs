namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>One stream's ear for changes of its session.</summary>
/// <param name="session">Its id.</param>
/// <param name="ended">Told when it listens no more.</param>
internal sealed class SessionWatch(string session, Action<SessionWatch> ended) : IDisposable
{
    private TaskCompletionSource _changed = New();

    public string Session => session;

    /// <summary>Completes at the next change; taken before the row is read, it misses none.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    public void Tell() => Interlocked.Exchange(ref _changed, New()).TrySetResult();

    public void Dispose() => ended(this);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
