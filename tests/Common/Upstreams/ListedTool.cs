namespace McpService.Common.Upstreams;

/// <param name="Integration">Whose tool it is, where the listing says so in <c>"integration"</c>; else its name tells.</param>
internal sealed record ListedTool(string Name, string? Integration, string Json)
{
    /// <summary>Names are <c>{integration}_{action}</c>; one without an underscore belongs to every integration.</summary>
    public bool Fits(ScriptedSession? session)
    {
        if (session is null or { Apps.Count: 0 }) return true;
        if (Integration is not null) return session.Apps.Contains(Integration, StringComparer.Ordinal);
        return !Name.Contains('_', StringComparison.Ordinal) || session.Apps.Any(app => Name.StartsWith(app + "_", StringComparison.Ordinal));
    }
}
