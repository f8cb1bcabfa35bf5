using System.Collections.Immutable;
using System.Text.Json.Nodes;
using McpService.Sandbox.Messages;
using McpService.Sandbox.Tools;

namespace McpService.Sandbox.Sessions;

/// <summary>
/// The tools a session shows: those of its apps, or in dynamic mode <c>enable-tools</c> and what was last enabled with it.
/// </summary>
internal sealed class SessionTools
{
    private readonly ImmutableDictionary<string, SandboxTool> _tools;
    private readonly SandboxTool? _enableTools;
    private volatile ImmutableHashSet<string> _enabled;

    /// <param name="options">The apps and the mode.</param>
    /// <param name="changed">Called when the set of enabled tools has been replaced.</param>
    public SessionTools(SessionQuery options, Action changed)
    {
        _tools = ToolCatalogue.All
            .Where(tool => options.Apps is null || options.Apps.Contains(tool.Integration))
            .ToImmutableDictionary(tool => tool.Name);
        _enabled = options.Dynamic ? [] : [.. _tools.Keys];
        _enableTools = options.Dynamic
            ? EnableTools.Create(names =>
            {
                _enabled = [.. names.Where(_tools.ContainsKey)];
                changed();
            })
            : null;
    }

    /// <summary>Throws as an unknown method when there are none: the SDK has a handler only once a tool is registered.</summary>
    public void EnsureAny()
    {
        if (_enableTools is null && _tools.IsEmpty) throw RpcException.MethodNotFound();
    }

    public JsonArray List()
    {
        EnsureAny();
        var enabled = ToolCatalogue.All.Where(tool => _enabled.Contains(tool.Name));
        var shown = _enableTools is null ? enabled : enabled.Prepend(_enableTools);
        return [.. shown.Select(tool => tool.Describe())];
    }

    public SandboxTool Get(string name)
    {
        if (name == _enableTools?.Name) return _enableTools!;
        var tool = _tools.GetValueOrDefault(name) ?? throw RpcException.InvalidParams($"Tool {name} not found");
        return _enabled.Contains(name) ? tool : throw RpcException.InvalidParams($"Tool {name} disabled");
    }
}
