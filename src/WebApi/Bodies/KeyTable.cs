using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpService.WebApi.Bodies;

/// <summary>
/// The keys of every object of one document, to find those given twice. Open addressing in a pooled array that an ordinary
/// body never outgrows; keys are compared as they read, so that <c>"a"</c> and <c>"\u0061"</c> are the same.
/// </summary>
/// <param name="json">The document; keys without escapes are compared where they stand.</param>
internal ref struct KeyTable(ReadOnlySpan<byte> json)
{
    private const int InitialCapacity = 64;

    private readonly ReadOnlySpan<byte> _json = json;
    private Slot[] _slots = [];
    private int _capacity;
    private int _unescapedLength;
    private byte[] _unescaped = [];

    /// <summary>Keys so far, in all objects.</summary>
    public int Count { get; private set; }

    /// <summary>False when the object has the key already.</summary>
    /// <param name="owner">Which object: its place in the document.</param>
    /// <param name="reader">Stands on the key.</param>
    public bool TryAdd(int owner, ref Utf8JsonReader reader)
    {
        if (Count * 2 >= _capacity) Grow();

        var slot = reader.ValueIsEscaped ? Unescape(ref reader) : new Slot { Start = (int)reader.TokenStartIndex + 1, Length = reader.ValueSpan.Length };
        var name = NameOf(slot);
        slot.Owner = owner + 1;
        slot.Hash = Hash(owner, name);
        for (var i = slot.Hash & (_capacity - 1); ; i = (i + 1) & (_capacity - 1))
        {
            ref var held = ref _slots[i];
            if (held.Owner == 0)
            {
                held = slot;
                Count++;
                return true;
            }

            if (held.Hash == slot.Hash && held.Owner == slot.Owner && NameOf(held).SequenceEqual(name)) return false;
        }
    }

    public void Dispose()
    {
        Return(_slots);
        if (_unescaped.Length > 0) ArrayPool<byte>.Shared.Return(_unescaped);
        (_slots, _unescaped) = ([], []);
    }

    private static int Hash(int owner, ReadOnlySpan<byte> name)
    {
        // Seeded anew in every process, so that nobody can prepare keys that collide.
        var hash = new HashCode();
        hash.Add(owner);
        hash.AddBytes(name);
        return hash.ToHashCode();
    }

    private static void Return(Slot[] slots)
    {
        if (slots.Length > 0) ArrayPool<Slot>.Shared.Return(slots);
    }

    private readonly ReadOnlySpan<byte> NameOf(in Slot slot) =>
        slot.Start >= 0 ? _json.Slice(slot.Start, slot.Length) : _unescaped.AsSpan(~slot.Start, slot.Length);

    private Slot Unescape(ref Utf8JsonReader reader)
    {
        // All of them together are shorter than the document.
        if (_unescaped.Length == 0) _unescaped = ArrayPool<byte>.Shared.Rent(_json.Length);
        var start = _unescapedLength;
        var length = reader.CopyString(_unescaped.AsSpan(start));
        _unescapedLength += length;
        return new Slot { Start = ~start, Length = length };
    }

    private void Grow()
    {
        var (old, oldCapacity) = (_slots, _capacity);
        _capacity = Math.Max(InitialCapacity, _capacity * 2);
        _slots = ArrayPool<Slot>.Shared.Rent(_capacity);
        Array.Clear(_slots, 0, _capacity);
        foreach (ref readonly var held in old.AsSpan(0, oldCapacity))
        {
            if (held.Owner == 0) continue;
            var i = held.Hash & (_capacity - 1);
            while (_slots[i].Owner != 0) i = (i + 1) & (_capacity - 1);
            _slots[i] = held;
        }

        Return(old);
    }

    /// <summary>One key. An owner of 0 is an empty place; a negative start, complemented, is a place among the unescaped.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public int Owner;
        public int Start;
        public int Length;
        public int Hash;
    }
}
