using McpService.Domain.Auditing;
using Npgsql;

namespace McpService.Infrastructure.Auditing;

/// <summary>One column, for a driver that takes a value for each row and for one that takes all rows' values as an array.</summary>
/// <param name="name">In the table.</param>
/// <param name="type">In PostgreSQL.</param>
internal abstract class AuditColumn(string name, string type)
{
    public string Name { get; } = name;

    public string Type { get; } = type;

    public abstract object? ValueOf(AuditEntry entry);

    public abstract NpgsqlParameter ArrayOf(IReadOnlyList<AuditEntry> entries);

    public static AuditColumn Of<T>(string name, string type, Func<AuditEntry, T> value) => new Typed<T>(name, type, value);

    private sealed class Typed<T>(string name, string type, Func<AuditEntry, T> value) : AuditColumn(name, type)
    {
        public override object? ValueOf(AuditEntry entry) => value(entry);

        // Typed: boxes one array, not each value.
        public override NpgsqlParameter ArrayOf(IReadOnlyList<AuditEntry> entries)
        {
            var values = new T[entries.Count];
            for (var i = 0; i < values.Length; i++) values[i] = value(entries[i]);
            return new NpgsqlParameter<T[]> { TypedValue = values };
        }
    }
}
