using System.Text.Json.Nodes;

namespace McpService.Sandbox.Tools;

/// <summary>The one tool of dynamic mode: replaces the set of tools its session shows.</summary>
internal static class EnableTools
{
    private const string Tools = "tools";

    /// <param name="enable">Called with the names asked for, whether they exist or not.</param>
    public static SandboxTool Create(Action<IEnumerable<string>> enable) => new(
        "enable-tools",
        "Enable a list of tools for the session",
        new ToolInput(new ToolField(Tools, ToolFieldKind.TextList, "Names of the tools to enable", Required: true)),
        (arguments, _) =>
        {
            enable(arguments[Tools]!.AsArray().GetValues<string>());
            return "Tools enabled";
        });
}
