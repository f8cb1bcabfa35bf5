using System.Net;
using McpService.Application;
using McpService.Application.Health;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Hosting;

/// <summary>What the server listens on, and what it takes from a connection before anybody has proved who they are.</summary>
internal sealed class KestrelSetup(IOptions<ServerOptions> server, DrainState drain) : IConfigureOptions<KestrelServerOptions>
{
    // The server counts what a chunked body is framed with, too. Routes have limits of their own, for the body alone.
    private const long Framing = 64 * 1024;

    // What the server itself holds of a body that nobody has asked for yet.
    private const long MaxRequestBuffer = 64 * 1024;
    private const int MaxHeadersSize = 32 * 1024;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = Bounds.Message + Framing; // the largest of all
        options.Limits.MaxRequestBufferSize = MaxRequestBuffer;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeadersSize;
        options.Limits.RequestHeadersTimeout = HeadersTimeout;
        options.ConfigureEndpointDefaults(listen => listen.Use(next => new ConnectionCut(next, drain).OnConnectedAsync));
        try
        {
            options.Limits.MaxConcurrentConnections = server.Value.MaxConnections;
            Listen(options, server.Value);
        }
        catch (OptionsValidationException)
        {
            // The server is made before settings are checked. The check finds this again and reports it with every other fault, before anything listens.
        }
    }

    private static void Listen(KestrelServerOptions options, ServerOptions server)
    {
        if (server.Host == ServerOptions.AnyHost) options.ListenAnyIP(server.Port);
        else if (server.Host != ServerOptions.LocalHost) options.Listen(IPAddress.Parse(server.Host), server.Port);
        else if (server.Port != 0) options.ListenLocalhost(server.Port);
        else options.Listen(IPAddress.Loopback, 0); // Both loopback addresses cannot share a port that is not known yet.
    }
}
