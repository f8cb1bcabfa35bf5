namespace McpService.Common.Upstreams;

internal sealed record ListedTool(string Name, string Json)
{
    /// <summary>Names are <c>{integration}_{action}</c>; one without an underscore belongs to every integration.</summary>
    public bool Fits(ScriptedSession? session) =>
        session is null or { Apps.Count: 0 } || !Name.Contains('_', StringComparison.Ordinal)
        || session.Apps.Any(app => Name.StartsWith(app + "_", StringComparison.Ordinal));
}
