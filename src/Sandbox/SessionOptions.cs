namespace McpService.Sandbox;

/// <summary>What the query of the first request settles for the whole session; null apps mean all of them.</summary>
internal sealed record SessionOptions(IReadOnlyCollection<string>? Apps, bool Dynamic)
{
    public static SessionOptions From(IQueryCollection query)
    {
        var apps = query["apps"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new SessionOptions(
            apps.Length > 0 ? apps : null,
            string.Equals(query["mode"].ToString(), "dynamic", StringComparison.Ordinal));
    }
}
