using System.Security.Cryptography;
using System.Text;
using McpService.Application.Tenants;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>
/// Encrypts what is stored: AES-256-GCM, bound to the row and the field it belongs to, so that a blob moved to another does not open.
/// There is no way back to plaintext: what is not a blob does not open either.
/// </summary>
internal sealed class SecretBox(EncryptionKeys keys)
{
    /// <summary>Id of the key that seals.</summary>
    public string KeyId => keys.First.Id;

    /// <summary>True for a key that is configured.</summary>
    public bool Has(string keyId) => keys.Find(keyId) is not null;

    /// <summary>Seals under the first key.</summary>
    /// <param name="plaintext">Any bytes.</param>
    /// <param name="subject">Whose it is: the id of a tenant's row, or <c>service</c>.</param>
    /// <param name="field">Which field of the subject.</param>
    /// <returns><c>v1|keyId|nonce|ciphertext|tag</c>.</returns>
    public string Seal(ReadOnlySpan<byte> plaintext, string subject, string field)
    {
        var blob = new SealedBlob(
            keys.First.Id, RandomNumberGenerator.GetBytes(SealedBlob.NonceLength), new byte[plaintext.Length], new byte[SealedBlob.TagLength]);
        using var aes = new AesGcm(keys.First.Bytes, SealedBlob.TagLength);
        aes.Encrypt(blob.Nonce, plaintext, blob.Ciphertext, blob.Tag, Binding(subject, field));
        return blob.ToString();
    }

    /// <summary>Opens what <see cref="Seal"/> made for the same subject and field.</summary>
    /// <exception cref="SecretBoxException">Another subject or field, a changed or foreign text, or a key that is not configured.</exception>
    public byte[] Open(string blob, string subject, string field)
    {
        var parts = SealedBlob.Parse(blob);
        var key = keys.Find(parts.KeyId) ?? throw new SecretBoxException(parts.KeyId);
        var plaintext = new byte[parts.Ciphertext.Length];
        using var aes = new AesGcm(key.Bytes, SealedBlob.TagLength);
        try
        {
            aes.Decrypt(parts.Nonce, parts.Ciphertext, parts.Tag, plaintext, Binding(subject, field));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SecretBoxException();
        }

        return plaintext;
    }

    /// <summary>The encryption key a blob was sealed under, configured or not.</summary>
    /// <exception cref="SecretBoxException">It is no blob.</exception>
    public static string KeyIdOf(string blob) => SealedBlob.Parse(blob).KeyId;

    /// <summary>True when another key than the first sealed it.</summary>
    /// <exception cref="SecretBoxException">It is no blob.</exception>
    public bool NeedsReseal(string blob) => KeyIdOf(blob) != keys.First.Id;

    private static byte[] Binding(string subject, string field) =>
        Encoding.UTF8.GetBytes(string.Join(SealedBlob.Separator, subject, field, SealedBlob.Version));
}
