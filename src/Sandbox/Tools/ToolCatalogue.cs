namespace McpService.Sandbox.Tools;

/// <summary>Every tool of every integration, in the order they are listed.</summary>
internal static class ToolCatalogue
{
    public static IReadOnlyList<SandboxTool> All { get; } =
        [.. HubSpotTools.All, .. GmailTools.All, .. GoogleCalendarTools.All, .. NotionTools.All];
}
