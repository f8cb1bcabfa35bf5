using System.Collections.Concurrent;

namespace McpService.WebApi.RateLimiting;

/// <summary>A bucket for each key that was seen lately, never more than <paramref name="capacity"/> of them.</summary>
internal sealed class BucketTable<TKey>(TimeProvider time, int capacity)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TokenBucket> _buckets = new();
    private readonly Lock _sweeping = new();

    // Counting a concurrent dictionary locks it whole; this is near enough.
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>All there are now.</summary>
    public IEnumerable<KeyValuePair<TKey, TokenBucket>> Entries => _buckets;

    public RateDecision Take(TKey key, Rate rate) => Of(key).Take(rate, time.GetTimestamp(), time);

    public TokenBucket Of(TKey key) => Find(key) ?? Add(key);

    /// <summary>Null for one that was not seen lately.</summary>
    public TokenBucket? Find(TKey key) => _buckets.GetValueOrDefault(key);

    private TokenBucket Add(TKey key)
    {
        if (Count >= capacity) Sweep();

        var added = new TokenBucket();
        var bucket = _buckets.GetOrAdd(key, added);
        if (ReferenceEquals(bucket, added)) Interlocked.Increment(ref _count);
        return bucket;
    }

    /// <summary>A full bucket says nothing and goes. Are there none, somebody floods from many keys, and every other one goes.</summary>
    private void Sweep()
    {
        lock (_sweeping)
        {
            if (Count < capacity) return;

            var now = time.GetTimestamp();
            Remove((bucket, _) => bucket.IsFull(now));
            if (Count >= capacity) Remove((_, i) => i % 2 == 0);
        }
    }

    private void Remove(Func<TokenBucket, int, bool> isDue)
    {
        var i = 0;
        foreach (var (key, bucket) in _buckets)
        {
            if (isDue(bucket, i++) && _buckets.TryRemove(key, out _)) Interlocked.Decrement(ref _count);
        }
    }
}
