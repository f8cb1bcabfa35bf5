using System.Text.Json;

namespace McpService.Common.Upstreams;

/// <summary><c>mode=dynamic</c>: only <c>enable-tools</c> at first, which sets what else the session has, whatever its <c>apps</c> say.</summary>
internal static class DynamicTools
{
    private const string Switch = "enable-tools";

    private const string Listing = """
        {"name":"enable-tools","description":"Enables tools","inputSchema":{"type":"object","properties":{"tools":{"type":"array","items":{"type":"string"}}},"required":["tools"]}}
        """;

    public static string List(ScriptedSession session, IEnumerable<ListedTool> all)
    {
        var enabled = all.Where(tool => session.EnabledTools.Contains(tool.Name, StringComparer.Ordinal)).Select(tool => tool.Json);
        return $$"""{"tools":[{{string.Join(',', enabled.Prepend(Listing.Trim()))}}]}""";
    }

    public static bool Knows(string tool, ScriptedSession session) =>
        string.Equals(tool, Switch, StringComparison.Ordinal) || session.EnabledTools.Contains(tool, StringComparer.Ordinal);

    public static bool IsSwitch(string tool, ScriptedSession? session) =>
        session is { IsDynamic: true } && string.Equals(tool, Switch, StringComparison.Ordinal);

    public static async Task<string> SwitchAsync(UpstreamCall call)
    {
        using var arguments = JsonDocument.Parse(call.Arguments);
        call.Session!.EnabledTools = [.. arguments.RootElement.GetProperty("tools").EnumerateArray().Select(name => name.GetString()!)];
        await call.SendAsync(Rpc.Notification("notifications/tools/list_changed"));
        return Rpc.TextResult("Tools enabled");
    }
}
