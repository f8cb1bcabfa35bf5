using System.Data.Common;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Rows;

internal sealed class IdColumn(string name, Func<AuditEntry, Guid?> get, Action<AuditEntry, Guid?> set) : AuditColumn<Guid?>(name, "uuid", get)
{
    public override void Bind(SqliteStatement statement, int index, AuditEntry entry) => statement.Bind(index, Get(entry));

    public override void Read(DbDataReader reader, int ordinal, AuditEntry entry) => set(entry, reader.IsDBNull(ordinal) ? null : reader.GetGuid(ordinal));

    public override void Write(ByteSink sink, AuditEntry entry) => sink.Add(Get(entry));

    public override void Read(ref ByteSource source, AuditEntry entry) => set(entry, source.IdOrNull());
}

internal sealed class NumberColumn(string name, Func<AuditEntry, long?> get, Action<AuditEntry, long?> set) : AuditColumn<long?>(name, "int8", get)
{
    public override void Bind(SqliteStatement statement, int index, AuditEntry entry) => statement.Bind(index, Get(entry));

    public override void Read(DbDataReader reader, int ordinal, AuditEntry entry) => set(entry, reader.IsDBNull(ordinal) ? null : reader.GetInt64(ordinal));

    public override void Write(ByteSink sink, AuditEntry entry) => sink.Add(Get(entry));

    public override void Read(ref ByteSource source, AuditEntry entry) => set(entry, source.NumberOrNull());
}

/// <summary>A word of a closed list, stored as its number.</summary>
internal sealed class CodeColumn(string name, Func<AuditEntry, short> get, Action<AuditEntry, short> set) : AuditColumn<short>(name, "int2", get)
{
    public override object? ValueOf(AuditEntry entry) => (int)Get(entry);

    public override void Bind(SqliteStatement statement, int index, AuditEntry entry) => statement.Bind(index, (int)Get(entry));

    public override void Read(DbDataReader reader, int ordinal, AuditEntry entry) => set(entry, reader.GetInt16(ordinal));

    public override void Write(ByteSink sink, AuditEntry entry) => sink.Add((byte)Get(entry));

    public override void Read(ref ByteSource source, AuditEntry entry) => set(entry, source.Byte());
}

internal sealed class TextColumn(string name, Func<AuditEntry, string?> get, Action<AuditEntry, string?> set) : AuditColumn<string?>(name, "text", get)
{
    public override void Bind(SqliteStatement statement, int index, AuditEntry entry) => statement.Bind(index, Get(entry));

    public override void Read(DbDataReader reader, int ordinal, AuditEntry entry) => set(entry, reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal));

    public override void Write(ByteSink sink, AuditEntry entry) => sink.Add(Get(entry));

    public override void Read(ref ByteSource source, AuditEntry entry) => set(entry, source.Text());
}

internal sealed class BytesColumn(string name, Func<AuditEntry, byte[]?> get, Action<AuditEntry, byte[]?> set) : AuditColumn<byte[]?>(name, "bytea", get)
{
    public override void Bind(SqliteStatement statement, int index, AuditEntry entry) => statement.Bind(index, Get(entry));

    public override void Read(DbDataReader reader, int ordinal, AuditEntry entry) =>
        set(entry, reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<byte[]>(ordinal));

    public override void Write(ByteSink sink, AuditEntry entry) => sink.Add(Get(entry));

    public override void Read(ref ByteSource source, AuditEntry entry) => set(entry, source.Bytes());
}
