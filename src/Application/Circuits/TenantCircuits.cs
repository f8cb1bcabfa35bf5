using System.Collections.Concurrent;

namespace McpService.Application.Circuits;

/// <summary>The circuit of each tenant that has called, never more than <see cref="MaxTenants"/> of them.</summary>
public sealed class TenantCircuits(CircuitRules rules, TimeProvider time)
{
    /// <summary>An entry is some 150 bytes; together they stay under 20 MB.</summary>
    public const int MaxTenants = 100_000;

    private readonly ConcurrentDictionary<Guid, Circuit> _circuits = new();

    // Counting a concurrent dictionary locks it whole; this is near enough.
    private int _count;

    /// <summary>How many refuse calls now.</summary>
    public int Open => _circuits.Count(c => c.Value.IsOpen);

    public Circuit Of(Guid tenantRef) => _circuits.TryGetValue(tenantRef, out var circuit) ? circuit : Add(tenantRef);

    private Circuit Add(Guid tenantRef)
    {
        if (Volatile.Read(ref _count) >= MaxTenants) Sweep();

        var added = new Circuit(rules, time);
        var circuit = _circuits.GetOrAdd(tenantRef, added);
        if (ReferenceEquals(circuit, added)) Interlocked.Increment(ref _count);
        return circuit;
    }

    /// <summary>Those that have no failures go; where all have some, all go, and count anew.</summary>
    private void Sweep()
    {
        Remove(circuit => circuit.IsQuiet);
        if (Volatile.Read(ref _count) >= MaxTenants) Remove(_ => true);
    }

    private void Remove(Func<Circuit, bool> isDue)
    {
        foreach (var (tenantRef, circuit) in _circuits)
        {
            if (isDue(circuit) && _circuits.TryRemove(tenantRef, out _)) Interlocked.Decrement(ref _count);
        }
    }
}
