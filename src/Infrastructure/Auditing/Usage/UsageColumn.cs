using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Usage;

/// <param name="Name">In the table.</param>
/// <param name="Type">In PostgreSQL.</param>
/// <param name="ValueOf">For a writer's cell.</param>
internal sealed record UsageColumn(string Name, string Type, Func<long, UsageCell, object> ValueOf)
{
    private Func<long, UsageCell, long>? NumberOf { get; init; }

    /// <summary>A number, which drivers take as an <see cref="int"/> or <see cref="long"/> by its type.</summary>
    public static UsageColumn OfNumber(string name, string type, Func<long, UsageCell, long> number) =>
        new(name, type, type == "int8" ? (writer, cell) => number(writer, cell) : (writer, cell) => (int)number(writer, cell)) { NumberOf = number };

    /// <summary>The column of many cells, of a column made by <see cref="OfNumber"/>.</summary>
    public IEnumerable<long> NumbersOf(long writer, IReadOnlyList<UsageCell> cells) => cells.Select(cell => NumberOf!(writer, cell));

    /// <summary>As <see cref="ValueOf"/>, without a box for a number: with thousands of tenants that is 24 for nearly every call.</summary>
    public void Bind(SqliteStatement statement, int index, long writer, UsageCell cell)
    {
        if (NumberOf is not null) statement.Bind(index, NumberOf(writer, cell));
        else statement.Bind(index, ValueOf(writer, cell));
    }
}
