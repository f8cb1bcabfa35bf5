using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;

namespace McpService.Common.Upstreams.Conformance;

/// <summary>
/// The server the conformance suite expects, on the C# SDK and its own endpoint: one that keeps sessions (2025-06-18 and 2025-11-25) and
/// knows nothing newer, or one that speaks 2026-07-28 alone. The tools, resources and prompts are the same.
/// </summary>
#pragma warning disable MCP9006 // Sessions are gone from the newest revision, and are what the older ones are tested with.
public sealed class ConformanceUpstream : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ConformanceUpstream(WebApplication application) => _application = application;

    /// <summary><c>http://127.0.0.1:port/mcp</c>.</summary>
    public Uri Address => new(new Uri(_application.Urls.Single()), "/mcp");

    public static Task<ConformanceUpstream> WithSessionsAsync(CancellationToken cancellationToken = default) =>
        StartAsync(HttpServerSessionMode.Stateful, revision: null, cancellationToken);

    public static Task<ConformanceUpstream> WithoutSessionsAsync(CancellationToken cancellationToken = default) =>
        StartAsync(HttpServerSessionMode.Stateless, "2026-07-28", cancellationToken);

    /// <summary>Drops open connections; nobody waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private static async Task<ConformanceUpstream> StartAsync(HttpServerSessionMode mode, string? revision, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDistributedMemoryCache().AddHttpContextAccessor();
        var server = ConformanceServer.AddTo(builder.Services, revision).WithHttpTransport(transport => transport.SessionMode = mode);
        if (mode == HttpServerSessionMode.Stateful) server.WithDistributedCacheEventStreamStore();

        var application = builder.Build();
        application.Use(LoopbackGuard.HandleAsync);
        if (mode == HttpServerSessionMode.Stateful) application.Use(TakeTheAgreedRevision);
        application.MapMcp("/mcp");
        await application.StartAsync(cancellationToken);
        return new ConformanceUpstream(application);
    }

    // The suite agrees on 2025-11-25 and then names 2025-03-26 where it looks at polling, which the SDK refuses. Without the header it is the agreed one.
    private static Task TakeTheAgreedRevision(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers["MCP-Protocol-Version"] == "2025-03-26") context.Request.Headers.Remove("MCP-Protocol-Version");
        return next(context);
    }
}
