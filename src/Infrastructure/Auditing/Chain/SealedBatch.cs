using McpService.Application.Idempotency;
using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Chain;

/// <summary>One commit of a writer: what began since the last one, what ended, and the MAC over both and over the batch before.</summary>
internal sealed record SealedBatch
{
    public required long Writer { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Microseconds since 1970, by the process's clock.</summary>
    public required long At { get; init; }

    /// <summary>The oldest batch of the writer with an intent whose end is in no batch before this one.</summary>
    public required long OpenFrom { get; init; }

    /// <summary>As <see cref="Rows.Intents"/> writes them; null for none.</summary>
    public byte[]? Intents { get; init; }

    /// <summary>As <see cref="Rows.IdList"/> writes them; null for none.</summary>
    public byte[]? EntryIds { get; init; }

    /// <summary>Sum of the entries' digests; null where there are none.</summary>
    public byte[]? Digest { get; init; }

    /// <summary>Heads of other chains, as <see cref="TrailHeads"/> writes them; null for none.</summary>
    public byte[]? Heads { get; init; }

    /// <summary>MAC of the batch before; null for the first.</summary>
    public byte[]? PreviousMac { get; init; }

    public byte[] Mac { get; init; } = [];

    /// <summary>Service key of the MAC and of the digests.</summary>
    public required string KeyId { get; init; }

    /// <summary>The entries, while the batch is on its way to the table.</summary>
    public IReadOnlyList<AuditEntry> Entries { get; init; } = [];

    /// <summary>Calls with an idempotency key whose records are committed with their intents here.</summary>
    public IReadOnlyList<KeyedCall> Claims { get; init; } = [];

    /// <summary>Calls with an idempotency key whose results are committed with their outcomes here.</summary>
    public IReadOnlyList<KeyedCall> Ends { get; init; } = [];

    public bool HasKeyed => Claims.Count + Ends.Count > 0;
}
