namespace McpService.Application.Upstream;

/// <summary>What is known of the revisions that an upstream speaks.</summary>
/// <param name="HasSessions">It answered <c>initialize</c>.</param>
/// <param name="IsSessionless">It answered a request of a revision without sessions.</param>
/// <param name="Declined">Name and version of the server that keeps sessions and said that it knows no other revision; null where none did.</param>
public sealed record KnownEras(bool HasSessions, bool IsSessionless, string? Declined)
{
    public static readonly KnownEras Nothing = new(false, false, null);
}
