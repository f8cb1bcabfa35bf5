namespace McpService.Application.Memory;

/// <summary>
/// The bytes that this process may hold for requests and answers at once. Over it what is large is refused, so that nobody's memory runs
/// out; what is small is not counted, so that ordinary calls are served meanwhile.
/// </summary>
/// <param name="limit">In bytes.</param>
public sealed class MemoryBudget(long limit)
{
    /// <summary>Buffers up to this are not counted, in bytes.</summary>
    public const int Small = 64 * 1024;

    private long _held;

    /// <summary>Bytes that may be held.</summary>
    public long Limit => limit;

    /// <summary>Bytes that are.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Takes the bytes of a buffer that is about to be made; false where so much is not there now.</summary>
    public bool TryTake(int capacity)
    {
        if (capacity <= Small || Interlocked.Add(ref _held, capacity) <= limit) return true;
        Interlocked.Add(ref _held, -capacity);
        return false;
    }

    /// <summary>Gives back what <see cref="TryTake"/> took, once the buffer is nobody's any more.</summary>
    public void Give(int capacity)
    {
        if (capacity > Small) Interlocked.Add(ref _held, -capacity);
    }
}
