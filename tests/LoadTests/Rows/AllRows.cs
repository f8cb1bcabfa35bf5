namespace McpService.LoadTests.Rows;

/// <summary>Everything that is to be reached.</summary>
internal static class AllRows
{
    public static IReadOnlyList<Row> List { get; } =
    [
        .. CallRows.All(), .. LatencyRows.All(), .. RefusalRows.All(), .. StartRows.All(), .. MemoryRows.All(), .. SessionRows.All(), .. TenantRows.All(), .. NodeRows.All(),
    ];

    /// <summary>The rows whose names begin so.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static IReadOnlyList<Row> Find(string name)
    {
        var found = List.Where(row => row.Name.StartsWith(name, StringComparison.Ordinal)).ToList();
        return found.Count > 0 ? found : throw new ArgumentException($"There is no row {name}. There are: {string.Join(", ", List.Select(row => row.Name))}.", nameof(name));
    }
}
