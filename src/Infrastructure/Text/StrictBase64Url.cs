using System.Buffers.Text;

namespace McpService.Infrastructure.Text;

/// <summary>
/// Base64url with exactly one text for each sequence of bytes. The framework's decoder also takes padding, white space and stray
/// bits in the last character, so that a changed text could still open or verify.
/// </summary>
internal static class StrictBase64Url
{
    /// <summary>Null for anything but what <see cref="Base64Url"/> would write.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (!Base64Url.IsValid(text)) return null;

        var bytes = Base64Url.DecodeFromChars(text);
        return text.SequenceEqual(Base64Url.EncodeToString(bytes)) ? bytes : null;
    }
}
