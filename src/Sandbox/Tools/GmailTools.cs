namespace McpService.Sandbox.Tools;

/// <summary>Emails, which go nowhere but into the user's own records.</summary>
internal static class GmailTools
{
    private const string Emails = "emails";

    public static IEnumerable<SandboxTool> All =>
    [
        RecordTools.Create(
            "gmail_send-email",
            "Gmail: Send email",
            Emails,
            ToolField.Text("to", "Address of the recipient", required: true),
            ToolField.Text("subject", "Subject", required: true),
            ToolField.Text("body", "Text of the message")),
        RecordTools.Find(
            "gmail_find-emails",
            "Gmail: Find emails",
            Emails,
            ToolField.Text("to", "Address of the recipient"),
            ToolField.Text("subject", "Whole subject")),
    ];
}
