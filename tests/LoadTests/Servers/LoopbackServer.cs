using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpService.LoadTests.Servers;

/// <summary>Kestrel on a loopback port with nothing else.</summary>
internal static class LoopbackServer
{
    /// <param name="isInline">Handles a request on the thread that saw it come, as a server may whose handlers never wait for long.</param>
    public static WebApplicationBuilder Builder(int port, bool isInline = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore()
            .UseSockets(sockets => sockets.UnsafePreferInlineScheduling = isInline)
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
        return builder;
    }

    public static async Task RunAsync(int port, RequestDelegate handler, bool isInline = false)
    {
        await using var app = Builder(port, isInline).Build();
        app.Run(handler);
        await app.RunAsync();
    }
}
