using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Auditing.Rows;

/// <summary>Calls that began, as one compact value of their batch.</summary>
internal static class Intents
{
    private const byte Format = 1;

    private static readonly AuditColumn[] Columns = [.. AuditColumns.All.Where(c => c.IsInIntent)];

    public static byte[] Write(ByteSink sink, IReadOnlyList<AuditEntry> entries)
    {
        sink.Clear();
        sink.Add(Format);
        foreach (var entry in entries) Write(sink, entry);
        return sink.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no such value.</exception>
    public static List<AuditEntry> Read(ReadOnlySpan<byte> value)
    {
        var source = new ByteSource(value);
        if (source.Byte() != Format) throw new InvalidDataException();

        var entries = new List<AuditEntry>();
        while (!source.IsAtEnd)
        {
            var entry = new AuditEntry();
            foreach (var column in Columns) column.Read(ref source, entry);
            entries.Add(entry);
        }

        return entries;
    }

    private static void Write(ByteSink sink, AuditEntry entry)
    {
        foreach (var column in Columns) column.Write(sink, entry);
    }
}
