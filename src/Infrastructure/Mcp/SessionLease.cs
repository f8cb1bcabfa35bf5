namespace McpService.Infrastructure.Mcp;

/// <summary>The right to use a pooled session for one call; a retired session is closed when the last lease ends.</summary>
internal readonly struct SessionLease(PooledSession pooled) : IDisposable
{
    public UpstreamSession Session => pooled.Session;

    public PooledSession Pooled => pooled;

    public void Dispose() => pooled.Leave();
}
