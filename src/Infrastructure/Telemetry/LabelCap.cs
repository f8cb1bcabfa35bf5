using System.Collections.Concurrent;

namespace McpService.Infrastructure.Telemetry;

/// <summary>Values of a label, never more than <paramref name="most"/> of them: those that come later are all <see cref="OperationLabels.Other"/>.</summary>
internal sealed class LabelCap(int most)
{
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);

    // Counting a concurrent dictionary locks it whole.
    private int _count;

    /// <summary>The value, which takes a place where there is one.</summary>
    public string Of(string value)
    {
        if (_values.TryGetValue(value, out var known)) return known;
        if (Volatile.Read(ref _count) >= most || Interlocked.Increment(ref _count) > most) return OperationLabels.Other;
        return _values.TryAdd(value, value) ? value : Taken(value);
    }

    /// <summary>The value where it has a place, and none taken.</summary>
    public string Known(string value) => _values.GetValueOrDefault(value, OperationLabels.Other);

    private string Taken(string value)
    {
        Interlocked.Decrement(ref _count);
        return value;
    }
}
