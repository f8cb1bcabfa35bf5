using System.Security.Cryptography;
using System.Text;
using McpService.Application.Upstream;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Messages left for the replica that holds their call: sealed, and told by the session's id alone.</summary>
internal sealed class BridgedMailbox(IBridgedSessions sessions, ServiceKeyRing keys)
{
    /// <summary>Begins the name of an answer; the question's id follows.</summary>
    public const string Answer = "answer:";

    /// <summary>Begins the name of a cancellation.</summary>
    public const string Cancellation = "cancel:";

    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>A request's id as a name of bounded length.</summary>
    public static string NameOf(string requestId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)));

    /// <summary>Leaves a message, where anybody else could hold what it is about.</summary>
    public Task LeaveAsync(string session, string name, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        sessions.IsShared ? sessions.PutAsync(new BridgedMail(session, name, Seal(session, name, message.Span)), cancellationToken) : Task.CompletedTask;

    /// <summary>The message; null for one that does not open.</summary>
    public byte[]? Open(BridgedMail mail)
    {
        var dot = mail.Blob.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || keys.Find(ServiceKeyPurpose.SessionTicket, mail.Blob[..dot]) is not { } key) return null;
        var bytes = Convert.FromBase64String(mail.Blob[(dot + 1)..]);
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length), plain, Binding(mail.Session, mail.Name));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private string Seal(string session, string name, ReadOnlySpan<byte> message)
    {
        var (kid, key) = keys.Current(ServiceKeyPurpose.SessionTicket);
        var bytes = new byte[NonceSize + message.Length + TagSize];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(bytes.AsSpan(0, NonceSize), message, bytes.AsSpan(NonceSize, message.Length), bytes.AsSpan(NonceSize + message.Length), Binding(session, name));
        return $"{kid}.{Convert.ToBase64String(bytes)}";
    }

    private static byte[] Binding(string session, string name) => Encoding.UTF8.GetBytes($"mail|{session}|{name}");
}
