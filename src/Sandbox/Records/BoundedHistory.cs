namespace McpService.Sandbox.Records;

/// <summary>
/// Keeps the newest items: so many, and of so many characters together. An item too large by itself is not kept at all.
/// Not thread-safe.
/// </summary>
internal sealed class BoundedHistory<T>(int maxItems, int maxCharacters)
{
    private readonly LinkedList<(T Item, int Characters)> _entries = new();
    private long _characters;

    /// <summary>Oldest first.</summary>
    public IEnumerable<T> Items => _entries.Select(entry => entry.Item);

    public void Add(T item, int characters)
    {
        if (characters > maxCharacters) return;
        _entries.AddLast((item, characters));
        _characters += characters;
        while (_entries.Count > maxItems || _characters > maxCharacters) Drop(_entries.First!);
    }

    /// <summary>Takes out the first item that matches; false when none does.</summary>
    public bool Remove(Func<T, bool> matches)
    {
        for (var node = _entries.First; node is not null; node = node.Next)
        {
            if (matches(node.Value.Item))
            {
                Drop(node);
                return true;
            }
        }

        return false;
    }

    private void Drop(LinkedListNode<(T Item, int Characters)> node)
    {
        _characters -= node.Value.Characters;
        _entries.Remove(node);
    }
}
