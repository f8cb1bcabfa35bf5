using System.Buffers;
using System.Text;

namespace McpService.Infrastructure.Mcp.Wire;

/// <summary>Bytes that grow in arrays of the shared pool. Not thread-safe; its memory is gone once disposed.</summary>
internal sealed class PooledBuffer(int initialCapacity = 2048) : IBufferWriter<byte>, IDisposable
{
    private byte[] _array = ArrayPool<byte>.Shared.Rent(initialCapacity);
    private bool _returned;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_array.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Append(string text) => Advance(Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    /// <summary>Forgets the first <paramref name="count"/> bytes.</summary>
    public void Consume(int count)
    {
        Span[count..].CopyTo(_array);
        Length -= count;
    }

    public void Clear() => Length = 0;

    /// <summary>Forgets everything and gives the array back until there is something to hold again.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_array);
        (_array, Length) = ([], 0);
    }

    public void Dispose()
    {
        if (_returned) return;
        _returned = true;
        ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        Length = 0;
    }

    private void Reserve(int more)
    {
        ObjectDisposedException.ThrowIf(_returned, this);
        if (_array.Length - Length >= more) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_array.Length * 2, Length + more));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
