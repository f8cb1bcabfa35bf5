using System.Buffers.Text;

namespace McpService.Application.Tenants.ListTenants;

/// <summary>Place in a list of tenants: the id of the last row shown, in URL-safe base64.</summary>
internal static class TenantCursor
{
    public static string After(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    /// <summary>The id, or null for a text that <see cref="After"/> never gave.</summary>
    public static Guid? Parse(string cursor)
    {
        Span<byte> bytes = stackalloc byte[16];
        return cursor.Length == 22 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var written) && written == bytes.Length
            ? new Guid(bytes, bigEndian: true)
            : null;
    }
}
