using System.Runtime.InteropServices;
using System.Security.Cryptography;
using McpService.Infrastructure.Auditing.Chain;

namespace McpService.Infrastructure.Auditing.Verification;

/// <summary>One writer's chain, batch after batch.</summary>
/// <param name="writer">Whose.</param>
/// <param name="anchor">Where it begins, as its writer's row says; checked with the first batch.</param>
/// <param name="isPart">It is looked at from some later batch on, whose predecessor is taken on trust.</param>
internal sealed class VerifiedChain(long writer, ChainAnchor anchor, bool isPart)
{
    private readonly List<BatchSum> _sums = [];
    private byte[]? _mac;
    private long _last;

    public long Writer { get; } = writer;

    /// <summary>The first batch looked at.</summary>
    public long First { get; private set; }

    public ChainAnchor Anchor { get; } = anchor;

    /// <summary>The last batch there is.</summary>
    public long Last => First == 0 ? Anchor.KeptFrom - 1 : _last;

    /// <summary>Takes the next batch in order.</summary>
    public void Add(SealedBatch batch, KeyTable keys, ChainMac mac, VerifiedTrail trail)
    {
        if (First == 0) Begin(batch, keys, mac, trail);
        else if (batch.Sequence != _last + 1) Gap(_last + 1, batch.Sequence, trail);
        else if (!Same(batch.PreviousMac, _mac)) trail.Add(new TrailBreak(Writer, batch.Sequence, "changed batch", "it does not follow from the batch before it"));

        var key = keys.Find(batch.KeyId);
        var isGood = key is { } number && CryptographicOperations.FixedTimeEquals(mac.Of(batch, keys[number]), batch.Mac);
        if (key is null) trail.Add(new TrailBreak(Writer, batch.Sequence, "wrong key", $"it names the key {batch.KeyId}, which is not one of the trail's"));
        else if (!isGood) trail.Add(new TrailBreak(Writer, batch.Sequence, "changed batch", "its MAC is not that of what it says"));

        _sums.Add(BatchSum.Of(batch, key ?? 0) with { IsVoid = !isGood });
        (_last, _mac) = (batch.Sequence, batch.Mac);
    }

    /// <summary>The batch was looked at, or found missing.</summary>
    public bool Has(long sequence) => First > 0 && sequence >= First && sequence <= _last;

    /// <summary>The sum of a batch that <see cref="Has"/>.</summary>
    public ref BatchSum Find(long sequence) => ref CollectionsMarshal.AsSpan(_sums)[(int)(sequence - First)];

    /// <summary>Batches whose entries are not what they say.</summary>
    public IEnumerable<long> Uneven() => Enumerable.Range(0, _sums.Count).Where(i => !_sums[i].IsEven && !_sums[i].IsVoid).Select(i => First + i);

    private void Begin(SealedBatch batch, KeyTable keys, ChainMac mac, VerifiedTrail trail)
    {
        First = batch.Sequence;
        if (isPart && batch.Sequence > Anchor.KeptFrom) return;

        if (!Anchor.Holds(Writer, keys, mac)) trail.Add(new TrailBreak(Writer, Anchor.KeptFrom, "changed batch", "the anchor of retention is not signed by the trail's key"));
        if (batch.Sequence != Anchor.KeptFrom)
            trail.Add(new TrailBreak(Writer, Anchor.KeptFrom, "missing batch", $"the chain begins at {batch.Sequence}, and retention deleted up to {Anchor.KeptFrom - 1}"));
        else if (!Same(batch.PreviousMac, Anchor.KeptMac))
            trail.Add(new TrailBreak(Writer, batch.Sequence, "changed batch", "it does not follow from where retention left off"));
    }

    /// <summary>Keeps the places of batches that are not there, so that entries of theirs are foreign.</summary>
    private void Gap(long from, long until, VerifiedTrail trail)
    {
        trail.Add(new TrailBreak(Writer, from, "missing batch", until - from == 1 ? "it is not there" : $"it and those up to {until - 1} are not there"));
        for (var sequence = from; sequence < until; sequence++) _sums.Add(new BatchSum { IsVoid = true });
    }

    private static bool Same(byte[]? a, byte[]? b) => (a ?? []).AsSpan().SequenceEqual(b ?? []);
}

/// <summary>Where a chain begins after retention deleted its old end.</summary>
/// <param name="KeptFrom">The first batch kept; 1 where nothing was deleted.</param>
/// <param name="KeptMac">MAC of the batch before it.</param>
/// <param name="Mac">Signature over both.</param>
/// <param name="KeyId">Key of the signature.</param>
internal sealed record ChainAnchor(long KeptFrom, byte[]? KeptMac, byte[]? Mac, string? KeyId)
{
    public bool Holds(long writer, KeyTable keys, ChainMac mac) => KeptFrom == 1 && Mac is null
        || (KeptMac is not null && Mac is not null && KeyId is not null && keys.Find(KeyId) is { } key
            && CryptographicOperations.FixedTimeEquals(mac.OfAnchor(writer, KeptFrom, KeptMac, keys[key]), Mac));
}
