using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpService.Common.Gateway;
using McpService.Common.Node;
using McpService.FunctionalTests.Conformance;

namespace McpService.FunctionalTests.Eras;

/// <summary>What became of each feature for one client before one upstream; <c>tests/node/features.mjs</c>.</summary>
internal sealed partial class FeatureRun
{
    private readonly List<(string Feature, string? Error)> _seen = [];
    private readonly ClientEra _client;
    private readonly EverythingBuild _upstream;

    private FeatureRun(ClientEra client, EverythingBuild upstream, JsonElement seen)
    {
        (_client, _upstream) = (client, upstream);
        foreach (var feature in seen.EnumerateObject()) _seen.Add((feature.Name, feature.Value.ValueKind == JsonValueKind.True ? null : feature.Value.GetString()));
    }

    public IEnumerable<string> Features => _seen.Select(seen => seen.Feature);

    /// <summary>The head of its column.</summary>
    public string Column => $"{_client.About} → {(_upstream.IsSessionless ? "2026-07-28" : "sessions")}";

    /// <summary>What works.</summary>
    public IEnumerable<string> Working => _seen.Where(seen => seen.Error is null).Select(seen => seen.Feature);

    public static Task<FeatureRun> RunAsync(ClientEra client, EverythingBuild upstream, TestTenant tenant) =>
        RunAsync(client, upstream, new Uri(tenant.Gateway.Address, client.Path), tenant.ApiKey);

    /// <param name="client">Whose features.</param>
    /// <param name="upstream">What is at the address, or behind it.</param>
    /// <param name="address">Where the client connects.</param>
    /// <param name="key">Its bearer token.</param>
    /// <param name="thought">How long its person thinks about the first form.</param>
    public static async Task<FeatureRun> RunAsync(ClientEra client, EverythingBuild upstream, Uri address, string key, TimeSpan thought = default)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MCP_HEADERS"] = $$"""{"Authorization":"Bearer {{key}}"}""",
            ["MCP_THOUGHT"] = thought.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        };
        var run = await NodePrograms.RunAsync(NodePrograms.Script("features.mjs"), [client.Name, address.AbsoluteUri], environment);
        using var seen = JsonDocument.Parse(run.OutputOrThrow());
        return new FeatureRun(client, upstream, seen.RootElement);
    }

    /// <summary>What the table says of a feature.</summary>
    public string Cell(string feature)
    {
        if (_seen.Single(seen => seen.Feature == feature).Error is { } error) return $"refused, because {Reason(error)}";
        return _client.IsSessionless == _upstream.IsSessionless ? "as it is" : "bridged";
    }

    // Ids of requests differ from run to run, and are not in the table.
    private static string Reason(string error) => (Detail().Match(error) is { Success: true } detail ? detail.Groups["detail"].Value : error).ReplaceLineEndings(" ").Replace("|", "/", StringComparison.Ordinal);

    [GeneratedRegex("\"detail\":\"(?<detail>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Detail();
}
