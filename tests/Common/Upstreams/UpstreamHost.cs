using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpService.Common.Upstreams;

/// <summary>Kestrel on loopback, with nothing between the socket and the handler.</summary>
internal sealed class UpstreamHost(WebApplication application) : IAsyncDisposable
{
    public Uri Address => new(application.Urls.First());

    public static async Task<UpstreamHost> StartAsync(
        int port, X509Certificate2? certificate, RequestDelegate handler, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        var application = builder.Build();
        application.Run(handler);
        await application.StartAsync(cancellationToken);
        return new UpstreamHost(application);
    }

    /// <summary>Drops open connections; nobody waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(new CancellationToken(canceled: true));
        await application.DisposeAsync();
    }
}
