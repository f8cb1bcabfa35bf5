using System.Collections.Concurrent;
using McpService.Application.Callers;

namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>When each key was last used since that was last written. Only keys that proved good come here, and of them a bounded number.</summary>
internal sealed class ApiKeyUse(TimeProvider time) : IApiKeyUse
{
    // Beyond it a key's use is told a minute later, or by another replica: nothing depends on it.
    private const int MaxKeys = 50_000;

    private ConcurrentDictionary<string, LastUse> _used = new();
    private int _count;

    public void Note(string keyId)
    {
        var second = WholeSecond(time.GetUtcNow());
        var used = Volatile.Read(ref _used);
        if (used.TryGetValue(keyId, out var known))
        {
            known.Note(second);
        }
        else if (Volatile.Read(ref _count) < MaxKeys && used.TryAdd(keyId, new LastUse(second)))
        {
            Interlocked.Increment(ref _count);
        }
    }

    /// <summary>What was noted, by time; from now on it is forgotten here.</summary>
    public ILookup<DateTimeOffset, string> Take()
    {
        var used = Interlocked.Exchange(ref _used, new());
        Volatile.Write(ref _count, 0);
        return used.ToLookup(u => new DateTimeOffset(u.Value.Ticks, TimeSpan.Zero), u => u.Key);
    }

    // Keys used in the same second share a statement.
    private static long WholeSecond(DateTimeOffset now) => now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond);

    /// <summary>Changed where it is: with thousands of tenants nearly every call is the first of its second, and the dictionary would make an entry anew for it.</summary>
    private sealed class LastUse(long ticks)
    {
        private long _ticks = ticks;

        public long Ticks => Volatile.Read(ref _ticks);

        public void Note(long ticks)
        {
            if (Ticks < ticks) Volatile.Write(ref _ticks, ticks);
        }
    }
}
