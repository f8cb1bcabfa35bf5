using System.Security.Cryptography;
using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>What is kept of a session's tools: their names, and the arguments that some want repeated in headers.</summary>
/// <param name="Known">The names.</param>
/// <param name="HeaderParameters">By tool; tools without such arguments are not in it.</param>
/// <param name="AskedAt">Monotonic time stamp.</param>
internal sealed record ToolNames(KnownTools Known, IReadOnlyDictionary<string, IReadOnlyList<HeaderParameter>> HeaderParameters, long AskedAt)
{
    // Sessions that were opened together do not ask together: at 10,000 of them that was a call of its own for every eighth call, once a minute.
    private readonly double _part = 1 - (RandomNumberGenerator.GetInt32(250) / 1000d);

    private long _renewedAt = AskedAt;

    private static readonly Dictionary<string, IReadOnlyList<HeaderParameter>> None = [];

    /// <summary>Whether the caller should have the names fetched again: true for one caller in each <paramref name="lifetime"/>, or up to a quarter of it sooner.</summary>
    public bool IsDue(TimeSpan lifetime, TimeProvider time)
    {
        var last = Volatile.Read(ref _renewedAt);
        return time.GetElapsedTime(last) >= lifetime * _part && Interlocked.CompareExchange(ref _renewedAt, time.GetTimestamp(), last) == last;
    }

    public static ToolNames Of(ToolList list, long askedAt)
    {
        Dictionary<string, IReadOnlyList<HeaderParameter>>? parameters = null;
        foreach (var tool in list.Tools)
        {
            if (HeaderParameter.ReadAll(tool.Json.Span) is { Count: > 0 } found) (parameters ??= [])[tool.Name] = found;
        }

        return new ToolNames(list.ToNames(), parameters ?? None, askedAt);
    }
}
