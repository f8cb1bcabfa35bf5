using System.Collections.Concurrent;
using McpService.Application.Health;
using McpService.Domain.Tenants;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>Address of the upstream, with the query that creates a session for some integrations.</summary>
internal sealed class UpstreamAddress(IOptions<UpstreamOptions> options, IEmbeddedUpstream? embedded = null) : IUpstreamPlace
{
    // As many as there are sets of integrations in use, and their modes.
    private const int MaxKept = 1000;

    private static readonly ConcurrentDictionary<string, string> Queries = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Uri> _withQuery = new(StringComparer.Ordinal);
    private readonly Lazy<Uri> _base = new(() => options.Value.Url
        ?? embedded?.Address
        ?? throw new InvalidOperationException("No upstream is configured and the host embeds none."));

    public Uri Base => _base.Value;

    /// <summary>The address for one set of integrations. The upstream reads the query when it creates a session; sent on every request, it also serves an upstream without sessions.</summary>
    public Uri For(string apps) => WithQuery(QueryOf(apps));

    /// <summary>The query that names integrations; empty for whatever the credential opens, which is what the upstream takes no <c>apps</c> for.</summary>
    public static string QueryOf(string apps)
    {
        if (apps == Integrations.Any) return "";
        if (Queries.TryGetValue(apps, out var known)) return known;
        if (Queries.Count >= MaxKept) Queries.Clear();
        return Queries[apps] = $"apps={Uri.EscapeDataString(apps)}";
    }

    public Uri WithQuery(string query)
    {
        if (_withQuery.TryGetValue(query, out var known)) return known;
        if (_withQuery.Count >= MaxKept) _withQuery.Clear();
        return _withQuery[query] = new UriBuilder(Base) { Query = query }.Uri;
    }

    string IUpstreamPlace.Authority => _base.Value.Authority;

    bool IUpstreamPlace.IsSandbox => options.Value.Url is null;
}
