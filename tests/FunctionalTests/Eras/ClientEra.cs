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

    public static IReadOnlyList<ClientEra> All { get; } =
    [
        new("sse", "HTTP+SSE", "/sse", IsSessionless: false),
        new("sessions", "sessions", "/mcp", IsSessionless: false),
        new("2026-07-28", "2026-07-28", "/mcp", IsSessionless: true),
    ];
}
