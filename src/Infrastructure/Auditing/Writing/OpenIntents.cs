namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>Which batches of a writer still hold an open intent. Not for several callers at once.</summary>
internal sealed class OpenIntents
{
    private readonly Queue<IntentGroup> _groups = [];

    /// <summary>The oldest batch with an open intent; <paramref name="next"/> where there is none.</summary>
    public long From(long next)
    {
        while (_groups.TryPeek(out var oldest) && oldest.Open == 0) _groups.Dequeue();
        return _groups.TryPeek(out var open) ? open.Sequence : next;
    }

    public void Add(IntentGroup group) => _groups.Enqueue(group);

    public void Clear() => _groups.Clear();
}
