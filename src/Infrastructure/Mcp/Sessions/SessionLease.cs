namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>The right to use a pooled session for one call; a retired session is closed when the last lease ends.</summary>
internal sealed class SessionLease(PooledSession pooled) : IDisposable
{
    private int _ended;

    public UpstreamSession Session => pooled.Session;

    public PooledSession Pooled => pooled;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) pooled.Leave();
    }
}
