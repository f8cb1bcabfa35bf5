namespace McpService.Infrastructure.Mcp.Http;

/// <summary>How long one call may take in all, joined with the caller's own token. One source for both: a linked one beside it would double what a call pays.</summary>
internal sealed class CallLimit : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _callerGone;

    public CallLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _source = new CancellationTokenSource(limit, time);
        _callerGone = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The time is up, and not the caller gone.</summary>
    public bool IsExpired => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        // First, and to its end: a source that is gone must not be told to cancel.
        _callerGone.Dispose();
        _source.Dispose();
    }
}
