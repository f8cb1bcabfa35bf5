using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpService.Domain;
using McpService.Infrastructure.Text;

namespace McpService.Infrastructure.Security.ApiKeys;

/// <summary>
/// <c>mcp_&lt;keyId&gt;_&lt;43 characters&gt;_&lt;checksum&gt;</c>, ASCII. The parts are told apart by their lengths, since base64url has
/// underscores of its own. The checksum proves nothing: it spares a mistyped key the look-up, and lets secret scanners be sure.
/// </summary>
internal static class ApiKeyFormat
{
    private const string Prefix = "mcp_";
    private const int PrefixLength = 4;
    private const int KeyIdLength = 12;
    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int ChecksumLength = 8;
    private const int KeyIdEnd = PrefixLength + KeyIdLength;
    private const int SecretEnd = KeyIdEnd + 1 + SecretLength;
    private const int Length = SecretEnd + 1 + ChecksumLength;

    private static readonly SearchValues<char> KeyIdCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");

    /// <summary>A new key of 256 random bits.</summary>
    public static (string KeyId, string Text) Make()
    {
        var keyId = RandomText.Base32(KeyIdLength);
        return (keyId, Compose(keyId, RandomNumberGenerator.GetBytes(SecretBytes)));
    }

    /// <summary>The text of a key.</summary>
    /// <param name="keyId">Its public part, 12 characters.</param>
    /// <param name="secret">32 bytes.</param>
    public static string Compose(string keyId, ReadOnlySpan<byte> secret)
    {
        var body = $"{Prefix}{keyId}_{Base64Url.EncodeToString(secret)}";
        return $"{body}_{Checksum(body)}";
    }

    /// <summary>The public part of a well-formed key; null for anything else.</summary>
    public static string? KeyIdOf(string text)
    {
        var isKey = text.Length == Length
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[KeyIdEnd] == '_'
            && text[SecretEnd] == '_'
            && !text.AsSpan(PrefixLength, KeyIdLength).ContainsAnyExcept(KeyIdCharacters)
            && StrictBase64Url.Decode(text.AsSpan(KeyIdEnd + 1, SecretLength)) is not null
            && text.AsSpan(SecretEnd + 1).SequenceEqual(Checksum(text[..SecretEnd]));
        return isKey ? text.Substring(PrefixLength, KeyIdLength) : null;
    }

    /// <summary>What stands in the place of the public part, whatever the rest is; null where there is no such place.</summary>
    public static string? ClaimedKeyId(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) ? text.Substring(PrefixLength, KeyIdLength) : null;

    private static string Checksum(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(body)).AsSpan(0, ChecksumLength / 2));
}
