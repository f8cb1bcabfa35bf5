using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace McpService.Infrastructure.Security.ServiceKeys;

/// <summary>Bytes that any replica can open and nobody else can read or make: <c>kid.base64url(nonce, ciphertext, tag)</c>, under the key of session tickets, with AES-256-GCM.</summary>
internal sealed class SealedText(ServiceKeyRing keys)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <param name="plain">Any bytes.</param>
    /// <param name="label">What it is: sealed as one thing it does not open as another. Null for a ticket.</param>
    public string Seal(ReadOnlySpan<byte> plain, string? label = null)
    {
        var (kid, key) = keys.Current(ServiceKeyPurpose.SessionTicket);
        var bytes = new byte[NonceSize + plain.Length + TagSize];
        var nonce = bytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length), Binding(kid, label));
        return $"{kid}.{Base64Url.EncodeToString(bytes)}";
    }

    /// <summary>Null for what is forged, cut, or sealed as something else.</summary>
    public byte[]? Open(string text, string? label = null)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !Base64Url.IsValid(text.AsSpan(dot + 1)) || keys.Find(ServiceKeyPurpose.SessionTicket, text[..dot]) is not { } key) return null;
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(dot + 1));
        if (bytes.Length < NonceSize + TagSize) return null;

        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length), plain, Binding(text[..dot], label));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Binding(string kid, string? label) => Encoding.UTF8.GetBytes(label is null ? kid : $"{label}|{kid}");
}
