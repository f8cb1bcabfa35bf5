using System.Buffers;
using System.Numerics;
using McpService.Application.Errors;

namespace McpService.Application.Memory;

/// <summary>
/// Bytes in an array that grows with what has come, never with what was promised, within the process's budget. Arrays of up to 256 KiB are
/// pooled: made anew for each answer, they cost 500 µs. Larger ones are not, because a pool would keep them, and go back to the system. Not thread-safe; its memory is gone once disposed.
/// </summary>
/// <param name="budget">Counts large arrays; null for what is bounded by something that is counted.</param>
/// <param name="initialCapacity">In bytes; what is counted starts small.</param>
/// <param name="whole">In bytes, what is held at most: an array of more than half of it is made for all of it, and none is doubled beyond it.</param>
public class GrowingBuffer(MemoryBudget? budget, int initialCapacity, int whole = int.MaxValue) : IBufferWriter<byte>, IDisposable
{
    private const int Pooled = 256 * 1024;

    private byte[] _array = Make(budget is null ? initialCapacity : Math.Min(initialCapacity, MemoryBudget.Small));
    private bool _isDisposed;

    public int Length { get; private set; }

    public int Capacity => _array.Length;

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    /// <exception cref="OverloadedException">The process holds as much as it may.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <exception cref="OverloadedException">The process holds as much as it may.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_array.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Forgets the first <paramref name="count"/> bytes.</summary>
    public void Consume(int count)
    {
        Span[count..].CopyTo(_array);
        Length -= count;
    }

    /// <summary>Forgets everything but <paramref name="count"/> bytes from <paramref name="start"/> on.</summary>
    public void Keep(int start, int count)
    {
        if (start > 0) Span.Slice(start, count).CopyTo(_array);
        Length = count;
    }

    public void Clear() => Length = 0;

    /// <summary>Forgets everything and gives the array back until there is something to hold again.</summary>
    public void Release()
    {
        Drop(_array);
        (_array, Length) = ([], 0);
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>What is done with an array that held something and is given up.</summary>
    protected virtual void Forget(Span<byte> held)
    {
    }

    /// <summary>What is thrown where the process holds as much as it may.</summary>
    protected virtual Exception Refusal() => new OverloadedException();

    private static byte[] Make(int capacity) =>
        capacity == 0 ? [] : capacity <= Pooled ? ArrayPool<byte>.Shared.Rent(capacity) : GC.AllocateUninitializedArray<byte>(capacity);

    private void Reserve(int more)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_array.Length - Length >= more) return;
        var capacity = Math.Max(_array.Length * 2, Length + more);
        if (capacity > whole / 2 && Length + more <= whole) capacity = whole;
        if (capacity <= Pooled) capacity = (int)BitOperations.RoundUpToPowerOf2((uint)capacity); // what is counted is what the pool gives
        if (budget?.TryTake(capacity) == false) throw Refusal();
        var larger = Make(capacity);
        Span.CopyTo(larger);
        Drop(_array);
        _array = larger;
    }

    private void Drop(byte[] array)
    {
        Forget(array.AsSpan(0, Length));
        if (array.Length > MemoryBudget.Small) budget?.Give(array.Length);
        if (array.Length is > 0 and <= Pooled) ArrayPool<byte>.Shared.Return(array);
    }
}
