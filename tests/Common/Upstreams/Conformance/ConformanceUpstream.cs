using Microsoft.Extensions.DependencyInjection;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>
/// The server the conformance suite expects, on the C# SDK: one that keeps sessions (2025-06-18 and 2025-11-25) and knows nothing
/// newer, or one that speaks 2026-07-28 alone. The tools, resources and prompts are the same.
/// </summary>
public sealed class ConformanceUpstream : IAsyncDisposable
{
    private readonly UpstreamHost _host;
    private readonly ServiceProvider _services;
    private readonly IAsyncDisposable? _sessions;

    private ConformanceUpstream(UpstreamHost host, ServiceProvider services, IAsyncDisposable? sessions) =>
        (_host, _services, _sessions) = (host, services, sessions);

    /// <summary><c>http://127.0.0.1:port/mcp</c>.</summary>
    public Uri Address => new(_host.Address, "/mcp");

    public static async Task<ConformanceUpstream> WithSessionsAsync(CancellationToken cancellationToken = default)
    {
        var services = ConformanceServer.Build();
        var endpoint = new SessionEndpoint(services);
        var host = await UpstreamHost.StartAsync(0, null, new LoopbackGuard(endpoint.HandleAsync).HandleAsync, cancellationToken);
        return new ConformanceUpstream(host, services, endpoint);
    }

    public static async Task<ConformanceUpstream> WithoutSessionsAsync(CancellationToken cancellationToken = default)
    {
        var services = ConformanceServer.Build();
        var endpoint = new SessionlessEndpoint(services);
        var host = await UpstreamHost.StartAsync(0, null, new LoopbackGuard(endpoint.HandleAsync).HandleAsync, cancellationToken);
        return new ConformanceUpstream(host, services, null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_sessions is not null) await _sessions.DisposeAsync();
        await _host.DisposeAsync();
        await _services.DisposeAsync();
    }
}
