namespace McpService.Application.Mcp;

/// <summary>Revisions of the Model Context Protocol.</summary>
public static class McpRevisions
{
    /// <summary>What is asked for where nothing else is configured: the real upstream negotiates it.</summary>
    public const string Default = "2025-06-18";

    /// <summary>Those in which a client initializes and a server may keep a session, oldest first.</summary>
    public static readonly IReadOnlyList<string> WithSessions = ["2024-11-05", "2025-03-26", Default, "2025-11-25"];

    /// <summary>Those without <c>initialize</c> and without sessions, oldest first.</summary>
    public static readonly IReadOnlyList<string> Sessionless = ["2026-07-28"];

    public static readonly IReadOnlyList<string> All = [.. WithSessions, .. Sessionless];

    public static string NewestWithSessions => WithSessions[^1];

    public static string NewestSessionless => Sessionless[^1];

    /// <summary>Its clients take an event that is there for its id alone (2025-11-25); older ones look for a message in it.</summary>
    public static bool HasFirstEvents(string revision) => string.CompareOrdinal(revision, "2025-11-25") >= 0;

    public static bool HasSessions(string? revision) => revision is not null && WithSessions.Contains(revision);

    public static bool IsSessionless(string? revision) => revision is not null && Sessionless.Contains(revision);
}
