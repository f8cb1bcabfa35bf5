using McpService.Application.Upstream;
using McpService.Infrastructure.Security.Credentials;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>One upstream session of an MCP client.</summary>
/// <param name="Id">The upstream's id: a secret.</param>
/// <param name="Key">What it was opened with.</param>
/// <param name="Address">The upstream, with the session's query.</param>
/// <param name="Token">A token the upstream takes.</param>
/// <param name="Revision">Protocol revision that its client names; null for none.</param>
/// <param name="SeenAt">Timestamp of its first exchange here.</param>
internal sealed record RelaySession(string Id, ConnectionKey Key, Uri Address, UpstreamToken Token, string? Revision, long SeenAt)
{
    private int _inUse;

    /// <summary>When it was used last, in uses of all sessions.</summary>
    public long LastUse { get; private set; }

    /// <summary>An answer is under way. Streams that only wait do not count.</summary>
    public bool IsInUse => Volatile.Read(ref _inUse) > 0;

    public void Enter(long use)
    {
        LastUse = use;
        Interlocked.Increment(ref _inUse);
    }

    public void Leave() => Interlocked.Decrement(ref _inUse);

    // The generated one would print the id.
    public override string ToString() => nameof(RelaySession);
}
