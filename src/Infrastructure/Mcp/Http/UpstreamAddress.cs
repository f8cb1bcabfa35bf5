using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>Address of the upstream, with the query that creates a session for some integrations.</summary>
internal sealed class UpstreamAddress(IOptions<UpstreamOptions> options, IEmbeddedUpstream? embedded = null)
{
    private readonly Lazy<Uri> _base = new(() => options.Value.Url
        ?? embedded?.Address
        ?? throw new InvalidOperationException("No upstream is configured and the host embeds none."));

    public Uri Base => _base.Value;

    /// <summary>The address for one set of integrations. The upstream reads the query when it creates a session; sent on every request, it also serves an upstream without sessions.</summary>
    public Uri For(string apps) => WithQuery($"apps={Uri.EscapeDataString(apps)}");

    public Uri WithQuery(string query) => new UriBuilder(Base) { Query = query }.Uri;
}
