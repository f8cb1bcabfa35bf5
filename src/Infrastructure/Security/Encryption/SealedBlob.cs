using System.Buffers.Text;
using McpService.Infrastructure.Text;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>The parts of <c>version|keyId|nonce|ciphertext|tag</c>; the last three in base64url. The version says what the text is bound to.</summary>
internal sealed record SealedBlob(string Version, string KeyId, byte[] Nonce, byte[] Ciphertext, byte[] Tag)
{
    /// <summary>Bound to subject and field.</summary>
    public const string First = "v1";

    /// <summary>Bound to a revision of the field as well.</summary>
    public const string WithRevision = "v2";

    /// <summary>Either, in SQL's LIKE.</summary>
    public const string AnyVersion = "v_";

    public const char Separator = '|';
    public const int NonceLength = 12;
    public const int TagLength = 16;

    private const int Parts = 5;

    /// <exception cref="SecretBoxException">It has another form or version.</exception>
    public static SealedBlob Parse(string text)
    {
        var parts = text.Split(Separator, Parts + 1);
        return parts is [First or WithRevision, var keyId, var nonce, var ciphertext, var tag]
            && EncryptionKey.IsId(keyId)
            && StrictBase64Url.Decode(nonce) is { Length: NonceLength } nonceBytes
            && StrictBase64Url.Decode(ciphertext) is { } ciphertextBytes
            && StrictBase64Url.Decode(tag) is { Length: TagLength } tagBytes
            ? new SealedBlob(parts[0], keyId, nonceBytes, ciphertextBytes, tagBytes)
            : throw new SecretBoxException();
    }

    public override string ToString() => string.Join(
        Separator, Version, KeyId, Base64Url.EncodeToString(Nonce), Base64Url.EncodeToString(Ciphertext), Base64Url.EncodeToString(Tag));
}
