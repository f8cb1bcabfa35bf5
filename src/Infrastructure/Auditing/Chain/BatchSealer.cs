using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Auditing.Chain;

/// <summary>Seals the batches of one chain, one after the other. Not for several callers at once.</summary>
internal sealed class BatchSealer(ServiceKeyRing keys, TimeProvider time)
{
    private readonly ChainMac _mac = new();
    private readonly ByteSink _sink = new();

    /// <param name="after">The batch before; its sequence is 0 and its MAC empty where this is the first.</param>
    /// <param name="openFrom">See <see cref="SealedBatch.OpenFrom"/>.</param>
    /// <param name="intents">Calls that began.</param>
    /// <param name="entries">What ended; it is told its batch.</param>
    /// <param name="heads">Of other chains.</param>
    public SealedBatch Seal(TrailHead after, long openFrom, IReadOnlyList<AuditEntry> intents, IReadOnlyList<AuditEntry> entries, IReadOnlyCollection<TrailHead> heads)
    {
        var (keyId, key) = keys.Current(ServiceKeyPurpose.AuditChain);
        var sequence = after.Sequence + 1;
        foreach (var entry in entries) (entry.Writer, entry.Sequence) = (after.Writer, sequence);
        var batch = new SealedBatch
        {
            Writer = after.Writer,
            Sequence = sequence,
            At = MicrosecondsOf(time.GetUtcNow()),
            OpenFrom = Math.Min(openFrom, sequence),
            Intents = intents.Count > 0 ? Intents.Write(_sink, intents) : null,
            EntryIds = entries.Count > 0 ? IdList.Write(entries) : null,
            Digest = entries.Count > 0 ? SumOf(entries, key) : null,
            Heads = TrailHeads.Write(heads),
            PreviousMac = after.Sequence == 0 ? null : after.Mac,
            KeyId = keyId,
            Entries = entries,
        };
        return batch with { Mac = _mac.Of(batch, key) };
    }

    public static long MicrosecondsOf(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset TimeOf(long microseconds) => new(DateTimeOffset.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private byte[] SumOf(IReadOnlyList<AuditEntry> entries, byte[] key)
    {
        var sum = new byte[ChainMac.Length];
        foreach (var entry in entries) _mac.Add(sum, entry, key);
        return sum;
    }
}
