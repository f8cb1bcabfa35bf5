namespace McpService.Infrastructure.Auditing.Rows;

/// <summary>The ids of a batch's entries as one value, 16 bytes each: its rows are found by their primary key, and a missing one has a name.</summary>
internal static class IdList
{
    /// <summary>Bytes of one id.</summary>
    public const int Length = 16;

    public static byte[] Write(IReadOnlyList<Domain.Auditing.AuditEntry> entries)
    {
        var bytes = new byte[entries.Count * Length];
        for (var i = 0; i < entries.Count; i++) entries[i].Id.TryWriteBytes(bytes.AsSpan(i * Length), bigEndian: true, out _);
        return bytes;
    }

    public static Guid[] Read(ReadOnlySpan<byte> value)
    {
        var ids = new Guid[value.Length / Length];
        for (var i = 0; i < ids.Length; i++) ids[i] = new Guid(value.Slice(i * Length, Length), bigEndian: true);
        return ids;
    }
}
