namespace McpService.Sandbox.Sessions;

/// <summary>What the query of the first request settles for the whole session; null apps mean all of them.</summary>
internal sealed record SessionQuery(IReadOnlyCollection<string>? Apps, bool Dynamic)
{
    public static SessionQuery From(IQueryCollection query)
    {
        var apps = query["apps"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new SessionQuery(
            apps.Length > 0 ? apps : null,
            query["mode"].ToString() == "dynamic");
    }
}
