using System.Buffers;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>One key of <c>ENCRYPTION_KEY</c>.</summary>
/// <param name="id">Its name in blobs, in the clear.</param>
/// <param name="bytes">32 bytes for AES-256.</param>
internal sealed class EncryptionKey(string id, byte[] bytes)
{
    public const int Length = 32;

    private const int MaxIdLength = 32;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public string Id { get; } = id;

    public byte[] Bytes { get; } = bytes;

    /// <summary>1 to 32 of <c>A-Z a-z 0-9 _ -</c>: safe in a blob, a list and a message.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length is > 0 and <= MaxIdLength && !text.ContainsAnyExcept(IdCharacters);
}
