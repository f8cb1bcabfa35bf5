namespace McpService.Application.Mcp;

/// <summary>What a stream says that has nothing to say: proxies on the way close what is silent for long, and a client that is gone is noticed by it.</summary>
public static class KeepAlive
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>A comment, which every client skips (HTML standard, "server-sent events").</summary>
    public static readonly ReadOnlyMemory<byte> Comment = ":\n\n"u8.ToArray();

    /// <summary>Ends a stream of a process that is going: the client may come back in a second, and finds another.</summary>
    public static readonly ReadOnlyMemory<byte> ComeBack = "retry: 1000\n\n"u8.ToArray();
}
