using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Usage;

/// <summary>What a writer counted and has not yet added to the table. Not for several callers at once.</summary>
internal sealed class UsageCounter
{
    // Names are remembered for so many tenants; then anew, which only loosens the bound for a while.
    private const int MaxTenants = 20_000;

    private readonly Dictionary<Guid, HashSet<string>> _tools = [];
    private Dictionary<UsageKey, UsageCell> _cells = [];

    public bool IsEmpty => _cells.Count == 0;

    /// <summary>The last batch whose entries are counted.</summary>
    public long Sequence { get; private set; }

    public void Add(IReadOnlyList<AuditEntry> entries, long sequence)
    {
        foreach (var entry in entries)
        {
            if (UsageRules.KeyOf(entry) is not { } key) continue;
            if (UsageRules.IsName(key.Tool) && !MayName(key)) key = UsageRules.Other(key);
            if (!_cells.TryGetValue(key, out var cell)) _cells[key] = cell = new UsageCell(key);
            cell.Add(entry);
        }

        Sequence = sequence;
    }

    /// <summary>Everything there is; from now on it is forgotten here.</summary>
    public List<UsageCell> Take()
    {
        var taken = _cells.Values.ToList();
        _cells = [];
        return taken;
    }

    private bool MayName(UsageKey key)
    {
        if (!_tools.TryGetValue(key.TenantRef, out var tools))
        {
            if (_tools.Count >= MaxTenants) _tools.Clear();
            _tools[key.TenantRef] = tools = [];
        }

        return tools.Contains(key.Tool) || (tools.Count < UsageRules.MaxTools && tools.Add(key.Tool));
    }
}
