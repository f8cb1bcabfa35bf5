using System.Collections.Concurrent;
using System.Text.Json;

namespace McpService.Common.Upstreams;

/// <summary>The tools of an upstream: their listing as raw JSON, page by page, and what each does.</summary>
internal sealed class UpstreamTools
{
    private readonly ConcurrentDictionary<string, Func<UpstreamCall, Task<string>>> _calls = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<IReadOnlyList<ListedTool>> _pages;

    private readonly UpstreamSettings _settings;

    public UpstreamTools(UpstreamSettings settings)
    {
        _settings = settings;
        _pages = [Parse(DefaultTools.Listing)];
        DefaultTools.Register(this);
    }

    public void SetPages(IEnumerable<string> pagesJson) => _pages = [.. pagesJson.Select(Parse)];

    public void OnCall(string tool, Func<UpstreamCall, Task<string>> answer) => _calls[tool] = answer;

    /// <summary>The result of <c>tools/list</c>.</summary>
    public string List(ScriptedSession? session, string? cursor)
    {
        var pages = _pages;
        if (session is { IsDynamic: true }) return DynamicTools.List(session, pages.SelectMany(page => page));
        if (!Visible(session).Any()) throw new UpstreamRpcException(-32601, "Method not found");
        var page = cursor is null ? 0 : Array.IndexOf(Cursors(pages.Count), cursor);
        if (page < 0) throw new UpstreamRpcException(-32602, "MCP error -32602: Invalid cursor");
        var listed = string.Join(',', pages[page].Where(tool => IsVisible(tool, session)).Select(tool => tool.Json));
        var next = page + 1 < pages.Count ? $",\"nextCursor\":\"{Cursors(pages.Count)[page + 1]}\"" : "";
        return $$"""{"tools":[{{listed}}]{{next}}}""";
    }

    /// <summary>Whether this session may call the tool.</summary>
    public bool Knows(string tool, ScriptedSession? session) => session is { IsDynamic: true }
        ? DynamicTools.Knows(tool, session)
        : _pages.SelectMany(page => page).Where(listed => _settings.RunUnlisted || IsVisible(listed, session)).Any(listed => string.Equals(listed.Name, tool, StringComparison.Ordinal));

    /// <summary>A listed tool nobody scripted returns its arguments.</summary>
    public Func<UpstreamCall, Task<string>> Call(string tool) => _calls.GetValueOrDefault(tool, DefaultTools.Echo);

    private IEnumerable<ListedTool> Visible(ScriptedSession? session) => _pages.SelectMany(page => page).Where(tool => IsVisible(tool, session));

    private bool IsVisible(ListedTool tool, ScriptedSession? session) => _settings.IgnoreApps || tool.Fits(session);

    private static string[] Cursors(int count) => [.. Enumerable.Range(0, count).Select(page => $"page-{page}")];

    private static List<ListedTool> Parse(string arrayJson)
    {
        using var document = JsonDocument.Parse(arrayJson);
        return [.. document.RootElement.EnumerateArray()
            .Select(tool => new ListedTool(
                tool.GetProperty("name").GetString()!, tool.TryGetProperty("integration", out var owner) ? owner.GetString() : null, tool.GetRawText()))];
    }
}
