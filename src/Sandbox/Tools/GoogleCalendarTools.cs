namespace McpService.Sandbox.Tools;

/// <summary>Events; times are kept as the text they were given in.</summary>
internal static class GoogleCalendarTools
{
    private const string Events = "events";

    public static IEnumerable<SandboxTool> All =>
    [
        RecordTools.Create(
            "google-calendar_create-event",
            "Google Calendar: Create event",
            Events,
            ToolField.Text("title", "Title", required: true),
            ToolField.Text("start", "Start, ISO 8601", required: true),
            ToolField.Text("end", "End, ISO 8601"),
            new ToolField("attendees", ToolFieldKind.TextList, "Email addresses of those invited")),
        RecordTools.Find("google-calendar_find-events", "Google Calendar: Find events", Events, ToolField.Text("title", "Whole title")),
    ];
}
