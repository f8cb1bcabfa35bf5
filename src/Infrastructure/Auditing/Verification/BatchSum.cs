using System.Buffers.Binary;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Rows;

namespace McpService.Infrastructure.Auditing.Verification;

/// <summary>What a batch says of its entries, less what was found of them: nothing, in the end.</summary>
internal struct BatchSum
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Entries that were not found yet; below 0 where there are too many.</summary>
    public int Missing { get; private set; }

    /// <summary>Which of the keys known to the reader.</summary>
    public ushort Key { get; private set; }

    /// <summary>The beginning of its MAC: enough to tell it from another batch of the same number.</summary>
    public ulong MacStart { get; private set; }

    /// <summary>What it says cannot be checked, since the batch itself does not hold.</summary>
    public bool IsVoid { get; set; }

    public readonly bool IsEven => Missing == 0 && (_a | _b | _c | _d) == 0;

    public static BatchSum Of(SealedBatch batch, ushort key)
    {
        var sum = new BatchSum { Missing = (batch.EntryIds?.Length ?? 0) / IdList.Length, Key = key, MacStart = StartOf(batch.Mac) };
        if (batch.Digest is { Length: ChainMac.Length } digest) sum.Add(digest);
        return sum;
    }

    public static ulong StartOf(byte[] mac) => mac.Length < sizeof(ulong) ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(mac);

    /// <summary>One of its entries was found.</summary>
    public void Remove(ReadOnlySpan<byte> digest)
    {
        Missing--;
        _a -= BinaryPrimitives.ReadUInt64LittleEndian(digest);
        _b -= BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]);
        _c -= BinaryPrimitives.ReadUInt64LittleEndian(digest[16..]);
        _d -= BinaryPrimitives.ReadUInt64LittleEndian(digest[24..]);
    }

    private void Add(ReadOnlySpan<byte> digest)
    {
        _a += BinaryPrimitives.ReadUInt64LittleEndian(digest);
        _b += BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]);
        _c += BinaryPrimitives.ReadUInt64LittleEndian(digest[16..]);
        _d += BinaryPrimitives.ReadUInt64LittleEndian(digest[24..]);
    }
}
