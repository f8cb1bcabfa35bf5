using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Streams;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>Where an exchange goes, and what its client may see of what comes back.</summary>
/// <param name="Target">The tenant's upstream.</param>
/// <param name="Exchange">What is passed on.</param>
/// <param name="Access">Which tools a list may show.</param>
internal sealed record RelayRoute(UpstreamTarget Target, McpExchange Exchange, ToolAccess Access)
{
    /// <summary>The query of the session.</summary>
    public string Query { get; } = RelayQuery.Of(Access, Exchange.Mode);

    /// <summary>The upstream's, a secret; null outside of a session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The place of a stream that waits, and from then on the stream's; null for any other, which takes its own.</summary>
    public TenantStream? Place { get; init; }

    /// <summary>Neither side knows sessions.</summary>
    public bool IsForwarded { get; init; }

    /// <summary>It opens a session. Where neither side knows them, <c>initialize</c> is a method that is not there.</summary>
    public bool Opens => !IsForwarded && Exchange.Message is { } message && message.IsRequest(McpMethods.Initialize);

    /// <summary>It is a stream that waits for news, and no call.</summary>
    public bool Waits => Exchange.Verb == McpVerb.Get || Exchange.IsListening;

    // The generated one would print the session id.
    public override string ToString() => nameof(RelayRoute);
}
