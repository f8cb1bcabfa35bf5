using System.Data.Common;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Persistence.Database;
using Npgsql;

namespace McpService.Infrastructure.Auditing.Rows;

/// <summary>
/// One column of <c>audit_entries</c>: how its value is written by either driver, read back, and put into a MAC. The value that is read back
/// is the one that was written, to the bit.
/// </summary>
/// <param name="name">In the table.</param>
/// <param name="type">In PostgreSQL.</param>
internal abstract class AuditColumn(string name, string type)
{
    public string Name { get; } = name;

    public string Type { get; } = type;

    /// <summary>It is known when a call begins, and belongs to its intent.</summary>
    public bool IsInIntent { get; init; }

    /// <summary>A parameter that takes a value for each row.</summary>
    public abstract NpgsqlParameter NewArray();

    public abstract void Fill(NpgsqlParameter array, IReadOnlyList<AuditEntry> entries);

    /// <summary>For a driver that takes one row at a time.</summary>
    public abstract object? ValueOf(AuditEntry entry);

    /// <summary>The same without a box, which would be ten a call.</summary>
    public abstract void Bind(SqliteStatement statement, int index, AuditEntry entry);

    public abstract void Read(DbDataReader reader, int ordinal, AuditEntry entry);

    public abstract void Write(ByteSink sink, AuditEntry entry);

    public abstract void Read(ref ByteSource source, AuditEntry entry);
}

/// <typeparam name="T">As the drivers have it.</typeparam>
internal abstract class AuditColumn<T>(string name, string type, Func<AuditEntry, T> get) : AuditColumn(name, type)
{
    protected Func<AuditEntry, T> Get { get; } = get;

    public override NpgsqlParameter NewArray() => new NpgsqlParameter<T[]> { DataTypeName = $"{Type}[]" };

    // Typed: boxes nothing.
    public override void Fill(NpgsqlParameter array, IReadOnlyList<AuditEntry> entries)
    {
        var values = new T[entries.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Get(entries[i]);
        ((NpgsqlParameter<T[]>)array).TypedValue = values;
    }

    public override object? ValueOf(AuditEntry entry) => Get(entry);
}
