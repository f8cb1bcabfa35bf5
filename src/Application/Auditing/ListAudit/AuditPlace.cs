using System.Buffers.Binary;
using System.Buffers.Text;

namespace McpService.Application.Auditing.ListAudit;

/// <summary>How far a collector has come with each writer.</summary>
/// <param name="Floor">Writers before this one were read to their end.</param>
/// <param name="Writers">How far it came with others.</param>
public sealed record AuditPlace(long Floor, IReadOnlyList<WriterPlace> Writers)
{
    private const int PlaceLength = 20;
    private const int MaxText = 16 * 1024;

    public string Text()
    {
        var bytes = new byte[sizeof(long) + (Writers.Count * PlaceLength)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Floor);
        for (var i = 0; i < Writers.Count; i++)
        {
            var at = bytes.AsSpan(sizeof(long) + (i * PlaceLength));
            BinaryPrimitives.WriteInt64BigEndian(at, Writers[i].Writer);
            BinaryPrimitives.WriteInt64BigEndian(at[8..], Writers[i].Sequence);
            BinaryPrimitives.WriteInt32BigEndian(at[16..], Writers[i].Entries);
        }

        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for a text that <see cref="Text"/> never gave.</summary>
    public static AuditPlace? Parse(string text)
    {
        if (text.Length > MaxText || !Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text).AsSpan();
        if (bytes.Length < sizeof(long) || (bytes.Length - sizeof(long)) % PlaceLength != 0) return null;

        var writers = new List<WriterPlace>();
        for (var rest = bytes[sizeof(long)..]; !rest.IsEmpty; rest = rest[PlaceLength..])
            writers.Add(new WriterPlace(BinaryPrimitives.ReadInt64BigEndian(rest), BinaryPrimitives.ReadInt64BigEndian(rest[8..]), BinaryPrimitives.ReadInt32BigEndian(rest[16..])));
        return writers.TrueForAll(w => w is { Sequence: >= 0, Entries: >= 0 }) ? new AuditPlace(BinaryPrimitives.ReadInt64BigEndian(bytes), writers) : null;
    }
}

/// <summary>How far a collector has come with one writer.</summary>
/// <param name="Writer">Which.</param>
/// <param name="Sequence">The last batch read to its end.</param>
/// <param name="Entries">Entries of the next one that were read.</param>
public sealed record WriterPlace(long Writer, long Sequence, int Entries);
