using System.Buffers.Text;

namespace McpService.Application.Auditing.ListAudit;

/// <summary>Place in one query's pages: the mark of the query, and the last id looked at.</summary>
internal static class AuditCursor
{
    private const int MarkLength = 8;
    private const int Length = MarkLength + 16;

    public static string After(AuditSearch search, Guid id)
    {
        Span<byte> bytes = stackalloc byte[Length];
        search.Mark().CopyTo(bytes);
        id.TryWriteBytes(bytes[MarkLength..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for a text that <see cref="After"/> never gave for this query.</summary>
    public static Guid? Parse(AuditSearch search, string cursor)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return cursor.Length == 32 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var written) && written == Length
            && bytes[..MarkLength].SequenceEqual(search.Mark())
            ? new Guid(bytes[MarkLength..], bigEndian: true)
            : null;
    }
}
