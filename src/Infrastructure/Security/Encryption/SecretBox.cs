using System.Security.Cryptography;
using System.Text;
using McpService.Application.Tenants;

namespace McpService.Infrastructure.Security.Encryption;

/// <summary>
/// Encrypts what is stored: AES-256-GCM, bound to the row and the field it belongs to, and where the field changes to its revision, so that a blob moved
/// to another, or an older one put back, does not open.
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
    /// <param name="revision">Which of the values that the field has one after the other; null where it has one.</param>
    /// <returns><c>v1|keyId|nonce|ciphertext|tag</c>, or <c>v2|…</c> where it is bound to a revision.</returns>
    public string Seal(ReadOnlySpan<byte> plaintext, string subject, string field, string? revision = null)
    {
        var blob = new SealedBlob(
            revision is null ? SealedBlob.First : SealedBlob.WithRevision, keys.First.Id, RandomNumberGenerator.GetBytes(SealedBlob.NonceLength), new byte[plaintext.Length], new byte[SealedBlob.TagLength]);
        using var aes = new AesGcm(keys.First.Bytes, SealedBlob.TagLength);
        aes.Encrypt(blob.Nonce, plaintext, blob.Ciphertext, blob.Tag, Binding(blob, subject, field, revision));
        return blob.ToString();
    }

    /// <summary>Opens what <see cref="Seal"/> made for the same subject, field and revision. What was sealed before there were revisions opens in any.</summary>
    /// <exception cref="SecretBoxException">Another subject, field or revision, a changed or foreign text, or a key that is not configured.</exception>
    public byte[] Open(string blob, string subject, string field, string? revision = null)
    {
        var parts = SealedBlob.Parse(blob);
        var key = keys.Find(parts.KeyId) ?? throw new SecretBoxException(parts.KeyId);
        var plaintext = new byte[parts.Ciphertext.Length];
        using var aes = new AesGcm(key.Bytes, SealedBlob.TagLength);
        try
        {
            aes.Decrypt(parts.Nonce, parts.Ciphertext, parts.Tag, plaintext, Binding(parts, subject, field, revision));
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

    /// <summary>True when another key than the first sealed it, or it lacks the binding to its revision.</summary>
    /// <exception cref="SecretBoxException">It is no blob.</exception>
    public bool NeedsReseal(string blob, string? revision = null) =>
        SealedBlob.Parse(blob) is var parts && (parts.KeyId != keys.First.Id || (revision is not null && parts.Version == SealedBlob.First));

    private static byte[] Binding(SealedBlob blob, string subject, string field, string? revision) => Encoding.UTF8.GetBytes(
        blob.Version == SealedBlob.First ? string.Join(SealedBlob.Separator, subject, field, blob.Version) : string.Join(SealedBlob.Separator, subject, field, revision, blob.Version));
}
