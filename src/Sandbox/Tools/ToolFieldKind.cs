namespace McpService.Sandbox.Tools;

/// <summary>The kinds of value the sandbox's tools take.</summary>
internal enum ToolFieldKind
{
    Text,
    WholeNumber,
    TextList,
}
