namespace McpService.Sandbox.Tools;

/// <summary>Contacts.</summary>
internal static class HubSpotTools
{
    private const string Contacts = "contacts";

    private static readonly ToolField[] Details =
    [
        ToolField.Text("fullName", "Full name"),
        ToolField.Text("firstName", "First name"),
        ToolField.Text("lastName", "Last name"),
        ToolField.Text("phone", "Phone number"),
        ToolField.Text("company", "Company"),
    ];

    public static IEnumerable<SandboxTool> All =>
    [
        RecordTools.Create(
            "hubspot_create-contact",
            "HubSpot: Create contact",
            Contacts,
            [ToolField.Text("email", "Email address", required: true), .. Details]),
        RecordTools.Find(
            "hubspot_find-contacts",
            "HubSpot: Find contacts",
            Contacts,
            [ToolField.Text("id", "Id of the contact"), ToolField.Text("email", "Email address"), .. Details]),
        RecordTools.Update(
            "hubspot_update-contact",
            "HubSpot: Update contact",
            Contacts,
            [ToolField.Text("email", "New email address"), .. Details]),
        RecordTools.Delete("hubspot_delete-contact", "HubSpot: Delete contact", Contacts),
    ];
}
