using System.Text.Json.Nodes;
using McpService.Sandbox.Records;

namespace McpService.Sandbox.Tools;

/// <summary>
/// A tool, named <c>{integrationKey}_{actionKey}</c>. <paramref name="Run"/> takes the checked arguments and the user's
/// records, and gives the text of the result or throws <see cref="ToolFailedException"/>.
/// </summary>
internal sealed record SandboxTool(string Name, string Description, ToolInput Input, Func<JsonObject, UserRecords, string> Run)
{
    public string Integration { get; } = Name.Split('_')[0];

    public JsonObject Describe() => new()
    {
        ["name"] = Name,
        ["title"] = Description,
        ["description"] = Description,
        ["inputSchema"] = Input.Schema(),
    };
}
