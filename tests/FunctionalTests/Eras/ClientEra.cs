namespace McpService.FunctionalTests.Eras;

/// <summary>A client that others wrote, and how it speaks.</summary>
/// <param name="Name">What <c>tests/node/features.mjs</c> calls it.</param>
/// <param name="About">What docs/protocol.md calls it.</param>
/// <param name="Path">Where it connects.</param>
/// <param name="IsSessionless">Its revision is 2026-07-28; else one with sessions.</param>
internal sealed record ClientEra(string Name, string About, string Path, bool IsSessionless)
{
    /// <summary>It chooses by itself.</summary>
    public static readonly ClientEra Automatic = new("auto", "automatic", "/mcp", IsSessionless: true);

    /// <summary>A client of the SDK 1.x behind <c>mcp-remote</c>, and the same with <c>--protocol auto</c>.</summary>
    private static readonly ClientEra[] Remote =
    [
        new("remote", "mcp-remote", "/mcp", IsSessionless: false),
        new("remote-auto", "mcp-remote, automatic", "/mcp", IsSessionless: true),
    ];

    /// <summary>Those that the table of docs/protocol.md has.</summary>
    public static IReadOnlyList<ClientEra> All { get; } =
    [
        new("sse", "HTTP+SSE", "/sse", IsSessionless: false),
        new("sessions", "sessions", "/mcp", IsSessionless: false),
        new("2026-07-28", "2026-07-28", "/mcp", IsSessionless: true),
    ];

    /// <summary>By its name.</summary>
    public static ClientEra Of(string name) => All.Concat(Remote).Append(Automatic).Single(client => client.Name == name);
}
