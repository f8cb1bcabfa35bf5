using System.Security.Cryptography;
using System.Text;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Parked;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Messages left for the replica that holds their call: sealed, and told by the session's id alone.</summary>
internal sealed class BridgedMailbox(IBridgedSessions sessions, SealedText box)
{
    /// <summary>Begins the name of an answer; the question's id follows.</summary>
    public const string Answer = "answer:";

    /// <summary>Begins the name of a cancellation.</summary>
    public const string Cancellation = "cancel:";

    /// <summary>A request's id as a name of bounded length.</summary>
    public static string NameOf(string requestId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)));

    /// <summary>Leaves a message, where anybody else could hold what it is about.</summary>
    public Task LeaveAsync(string session, string name, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        sessions.IsShared ? sessions.PutAsync(new BridgedMail(session, name, box.Seal(message.Span, LabelOf(session, name))), cancellationToken) : Task.CompletedTask;

    /// <summary>The message; null for one that does not open.</summary>
    public byte[]? Open(BridgedMail mail) => box.Open(mail.Blob, LabelOf(mail.Session, mail.Name));

    private static string LabelOf(string session, string name) => $"mail|{session}|{name}";
}
