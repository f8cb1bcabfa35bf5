namespace McpService.Sandbox.Tools;

/// <summary>Pages.</summary>
internal static class NotionTools
{
    private const string Pages = "pages";

    public static IEnumerable<SandboxTool> All =>
    [
        RecordTools.Create(
            "notion_create-page",
            "Notion: Create page",
            Pages,
            ToolField.Text("title", "Title", required: true),
            ToolField.Text("content", "Text of the page")),
        RecordTools.Find("notion_find-pages", "Notion: Find pages", Pages, ToolField.Text("title", "Whole title")),
    ];
}
