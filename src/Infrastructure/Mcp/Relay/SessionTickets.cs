using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Security.ServiceKeys;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>
/// What a client gets in place of the upstream's session id, which would be all it takes to use the session: the id sealed with the
/// tenant, the credential's version, the query and the end of the token's life. Any replica can open it; nobody else can read or make one.
/// </summary>
/// <remarks>A <see cref="SealedText"/>; the plaintext is 16 bytes tenant, 16 bytes credential version, 16 bytes of the query's hash, 8 bytes end in UTC ticks, the id.</remarks>
internal sealed class SessionTickets(ServiceKeyRing keys, TimeProvider time)
{
    private const int HeaderSize = 16 + 16 + 16 + 8;
    private const int MaxTicketLength = 2 * UpstreamResponse.MaxSessionIdLength;

    // As many as there are sessions remembered; beyond, all are opened again.
    private const int MaxKept = 10_000;

    // A client whose ticket ends now initializes again in time, and not when the upstream no longer takes the token.
    private static readonly TimeSpan EndsBefore = TimeSpan.FromMinutes(1);

    private readonly SealedText _texts = new(keys);
    private readonly ConcurrentDictionary<string, OpenedTicket> _opened = new(StringComparer.Ordinal);

    /// <summary>Seals the id of a session that was just opened.</summary>
    public string Seal(string upstreamSessionId, UpstreamTarget target, string query, DateTimeOffset? tokenExpiresAt)
    {
        var plain = new byte[HeaderSize + Encoding.UTF8.GetByteCount(upstreamSessionId)];
        WriteBinding(plain, target, query);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(48), (tokenExpiresAt ?? DateTimeOffset.MaxValue).UtcTicks);
        Encoding.UTF8.GetBytes(upstreamSessionId, plain.AsSpan(HeaderSize));
        return _texts.Seal(plain);
    }

    /// <summary>When a ticket made with this token opens nothing any more; null for never.</summary>
    public static DateTimeOffset? EndOf(DateTimeOffset? tokenExpiresAt) => tokenExpiresAt - EndsBefore;

    /// <summary>The upstream's session id, or null for a ticket that is forged, cut, somebody else's, of another credential or query, or at its end.</summary>
    /// <param name="ticket">From <see cref="Seal"/>.</param>
    /// <param name="target">Who brings it.</param>
    /// <param name="query">With what it is brought.</param>
    /// <param name="isLast">To end the session, which can be done as long as the token lives.</param>
    public string? Open(string ticket, UpstreamTarget target, string query, bool isLast)
    {
        if (FindOpened(ticket, target, query) is not { } opened && (opened = Open(ticket, target, query)) is null) return null;
        if (isLast) _opened.TryRemove(ticket, out _);
        return time.GetUtcNow().UtcTicks < opened.TokenEnds - (isLast ? 0 : EndsBefore.Ticks) ? opened.SessionId : null;
    }

    /// <summary>Null also when the key it was sealed with is another by now: then it has to open with that.</summary>
    private OpenedTicket? FindOpened(string ticket, UpstreamTarget target, string query) =>
        _opened.TryGetValue(ticket, out var opened) && opened.IsFor(target, query) && ReferenceEquals(keys.Find(ServiceKeyPurpose.SessionTicket, opened.Kid), opened.Key) ? opened : null;

    private OpenedTicket? Open(string ticket, UpstreamTarget target, string query)
    {
        var dot = ticket.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || ticket.Length > MaxTicketLength) return null;
        var kid = ticket[..dot];
        if (keys.Find(ServiceKeyPurpose.SessionTicket, kid) is not { } key || _texts.Open(ticket) is not { Length: >= HeaderSize } plain) return null;

        var expected = new byte[48];
        WriteBinding(expected, target, query);
        if (!CryptographicOperations.FixedTimeEquals(expected, plain.AsSpan(0, 48))) return null;

        if (_opened.Count >= MaxKept) _opened.Clear();
        return _opened[ticket] = new OpenedTicket(
            kid, key, target.TenantRef, target.Credential.Version, query, BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(48)), Encoding.UTF8.GetString(plain.AsSpan(HeaderSize)));
    }

    private static void WriteBinding(Span<byte> binding, UpstreamTarget target, string query)
    {
        target.TenantRef.TryWriteBytes(binding);
        target.Credential.Version.TryWriteBytes(binding[16..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(query), hash);
        hash[..16].CopyTo(binding[32..]);
    }
}
