using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Tools;

/// <summary>Arguments that tools want repeated in headers (<c>x-mcp-header</c>), as the lists that passed said.</summary>
internal sealed class RepeatedArguments
{
    /// <summary>Tools remembered; nearly none has such arguments.</summary>
    public const int MaxTools = 1000;

    // Nearly always missing: an empty one would be a tenth of what an idle tenant takes.
    private ConcurrentDictionary<string, IReadOnlyList<HeaderParameter>>? _byTool;

    /// <summary>Those of a tool; none for a tool that has none, or that no list named yet.</summary>
    public IReadOnlyList<HeaderParameter> Of(string tool) => _byTool is { } byTool && byTool.TryGetValue(tool, out var found) ? found : [];

    /// <summary>Takes note of a list of tools.</summary>
    /// <param name="message">A whole, valid JSON-RPC message; one that lists no tools is nothing to note.</param>
    public void Learn(ReadOnlySpan<byte> message)
    {
        if (_byTool is null && message.IndexOf("x-mcp-header"u8) < 0) return;
        using var list = JsonDocument.Parse(message.ToArray(), new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (list.RootElement.Member("result"u8)?.Member("tools"u8) is not { ValueKind: JsonValueKind.Array } tools) return;
        foreach (var tool in tools.EnumerateArray())
        {
            if (JsonText.Of(tool, "name"u8) is { } name) Learn(name, HeaderParameter.ReadAll(JsonMarshal.GetRawUtf8Value(tool)));
        }
    }

    /// <summary>Takes note of a list that the gateway asked for itself.</summary>
    public void Learn(ToolNames names)
    {
        if (_byTool is null && names.HeaderParameters.Count == 0) return;
        foreach (var name in names.Known.Names) Learn(name, names.HeaderParameters.GetValueOrDefault(name) ?? []);
    }

    private void Learn(string name, IReadOnlyList<HeaderParameter> found)
    {
        if (found.Count == 0)
        {
            _byTool?.TryRemove(name, out _);
            return;
        }

        var byTool = LazyInitializer.EnsureInitialized(ref _byTool);
        if (byTool.Count < MaxTools || byTool.ContainsKey(name)) byTool[name] = found;
    }
}
