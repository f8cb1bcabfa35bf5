using System.Buffers.Binary;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Rows;

namespace McpService.Infrastructure.Auditing.Chain;

/// <summary>
/// What the chain is made of: HMAC-SHA256 under the audit trail's service key. Entries have digests of their own, which are summed up, so that
/// rows can be read in any order; they are keyed, since a sum of digests that anybody can compute would be easy to hit with other rows.
/// Not for several callers at once.
/// </summary>
internal sealed class ChainMac
{
    public const int Length = KeyedHash.Length;

    // The first byte of a text tells its kind and format. None of them begins JSON, which is what the same key hashes elsewhere.
    private const byte EntryKind = 1;
    private const byte BatchKind = 2;
    private const byte AnchorKind = 3;

    private readonly ByteSink _sink = new();

    /// <summary>Adds the digest of an entry, which knows its batch, to <paramref name="sum"/>.</summary>
    public void Add(Span<byte> sum, AuditEntry entry, byte[] key)
    {
        _sink.Clear();
        _sink.Add(EntryKind);
        foreach (var column in AuditColumns.All) column.Write(_sink, entry);
        Span<byte> digest = stackalloc byte[Length];
        KeyedHash.Compute(key, _sink.Written, digest);
        for (var i = 0; i < Length; i += sizeof(ulong))
        {
            var lane = sum[i..];
            BinaryPrimitives.WriteUInt64LittleEndian(lane, BinaryPrimitives.ReadUInt64LittleEndian(lane) + BinaryPrimitives.ReadUInt64LittleEndian(digest[i..]));
        }
    }

    public byte[] Of(SealedBatch batch, byte[] key)
    {
        _sink.Clear();
        _sink.Add(BatchKind);
        _sink.Add(batch.PreviousMac);
        _sink.Add(batch.Writer);
        _sink.Add(batch.Sequence);
        _sink.Add(batch.At);
        _sink.Add(batch.OpenFrom);
        _sink.Add(batch.Intents);
        _sink.Add(batch.EntryIds);
        _sink.Add(batch.Digest);
        _sink.Add(batch.Heads);
        _sink.Add(batch.KeyId);
        return KeyedHash.Compute(key, _sink.Written);
    }

    /// <summary>Signs where a chain begins after its old end was deleted.</summary>
    /// <param name="writer">Whose chain.</param>
    /// <param name="keptFrom">The first batch that is kept.</param>
    /// <param name="keptMac">MAC of the batch before it.</param>
    /// <param name="key">Service key.</param>
    public byte[] OfAnchor(long writer, long keptFrom, byte[] keptMac, byte[] key)
    {
        _sink.Clear();
        _sink.Add(AnchorKind);
        _sink.Add(writer);
        _sink.Add(keptFrom);
        _sink.Add(keptMac);
        return KeyedHash.Compute(key, _sink.Written);
    }
}
