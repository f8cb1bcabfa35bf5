namespace McpService.Application.Mcp;

/// <summary>Revisions of the Model Context Protocol.</summary>
public static class McpRevisions
{
    public const string Default = "2025-06-18";
    public const string NewestWithSessions = "2025-11-25";

    /// <summary>Those in which a client initializes and a server keeps a session, oldest first.</summary>
    public static readonly IReadOnlyList<string> WithSessions = ["2024-11-05", "2025-03-26", Default, NewestWithSessions];

    /// <summary>The revision without <c>initialize</c> and without sessions.</summary>
    public const string Sessionless = "2026-07-28";

    public static readonly IReadOnlyList<string> All = [.. WithSessions, Sessionless];
}
