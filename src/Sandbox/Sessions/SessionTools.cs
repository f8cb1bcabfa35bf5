using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;
using McpService.Sandbox.Tools;

namespace McpService.Sandbox.Sessions;

/// <summary>
/// The tools a session shows: those of its apps, or in dynamic mode <c>enable-tools</c> and what was last enabled with it, which may be any
/// integration's tools, whatever its apps say.
/// </summary>
internal sealed class SessionTools
{
    private static readonly Dictionary<string, SandboxTool> Known = ToolCatalogue.All.ToDictionary(tool => tool.Name);

    private readonly SandboxTool? _enableTools;
    private volatile HashSet<string> _shown;

    /// <param name="query">The apps and the mode.</param>
    /// <param name="changed">Called when the set of enabled tools has been replaced.</param>
    public SessionTools(SessionQuery query, Action changed)
    {
        var ofApps = ToolCatalogue.All.Where(tool => query.Apps is null || query.Apps.Contains(tool.Integration)).Select(tool => tool.Name);
        _shown = query.Dynamic ? [] : ofApps.ToHashSet();
        if (!query.Dynamic) return;
        _enableTools = EnableTools.Create(names =>
        {
            _shown = names.Where(Known.ContainsKey).ToHashSet();
            changed();
        });
    }

    /// <summary>Throws as an unknown method when there are none: the SDK has a handler only once a tool is registered.</summary>
    public void EnsureAny()
    {
        if (_enableTools is null && _shown.Count == 0) throw RpcException.MethodNotFound();
    }

    public JsonArray List()
    {
        EnsureAny();
        var shown = ToolCatalogue.All.Where(tool => _shown.Contains(tool.Name));
        return [.. (_enableTools is null ? shown : shown.Prepend(_enableTools)).Select(tool => tool.Describe())];
    }

    public SandboxTool Get(string name)
    {
        if (name == _enableTools?.Name) return _enableTools;
        if (_shown.Contains(name)) return Known[name];
        throw RpcException.InvalidParams(_enableTools is not null && Known.ContainsKey(name) ? $"Tool {name} disabled" : $"Tool {name} not found");
    }
}
