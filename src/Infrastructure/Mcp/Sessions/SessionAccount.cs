using McpService.Infrastructure.Mcp.Http;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>The upstream sessions that this process opened and has to end, the pool's and clients' alike. A place is taken before a session is asked for.</summary>
internal sealed class SessionAccount(IOptions<UpstreamOptions> options)
{
    private readonly int _max = options.Value.MaxSessions;
    private int _taken;

    /// <summary>Places taken.</summary>
    public int Count => Volatile.Read(ref _taken);

    /// <summary>False where there are as many as may be.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= _max) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Give() => Interlocked.Decrement(ref _taken);
}
