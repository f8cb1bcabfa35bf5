namespace McpService.Infrastructure.Auditing.Verification;

/// <summary>What a look through the trail found.</summary>
public sealed class VerifiedTrail
{
    private readonly Dictionary<long, TrailBreak> _breaks = [];

    /// <summary>Entries looked at.</summary>
    public long Entries { get; internal set; }

    /// <summary>Batches looked at.</summary>
    public long Batches { get; internal set; }

    /// <summary>Chains looked at.</summary>
    public int Writers { get; internal set; }

    /// <summary>Rows from before the chain, which nothing protects.</summary>
    public long OldRows { get; internal set; }

    /// <summary>What a database lost at a failover, as the chain that came after it says.</summary>
    public IList<string> Lost { get; } = [];

    /// <summary>The first break of each chain that has one.</summary>
    public IEnumerable<TrailBreak> Breaks => _breaks.Values.OrderBy(b => b.Writer);

    /// <summary>Nothing was altered, removed, inserted or moved.</summary>
    public bool IsWhole => _breaks.Count == 0;

    /// <summary>A chain is broken; of several breaks the first one counts.</summary>
    internal void Add(TrailBreak found)
    {
        if (!_breaks.TryGetValue(found.Writer, out var known) || found.Sequence < known.Sequence) _breaks[found.Writer] = found;
    }
}

/// <summary>Where a chain does not hold.</summary>
/// <param name="Writer">Whose chain.</param>
/// <param name="Sequence">The batch at fault, or the first one that is not there.</param>
/// <param name="What"><c>changed row</c>, <c>missing row</c>, <c>foreign row</c>, <c>changed batch</c>, <c>missing batch</c>, <c>cut</c> or <c>wrong key</c>.</param>
/// <param name="Detail">For the operator.</param>
public sealed record TrailBreak(long Writer, long Sequence, string What, string Detail);
