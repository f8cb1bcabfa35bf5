using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace McpService.LoadTests.Servers;

/// <summary>The yardstick: YARP as its guide sets it up, one route to one destination, nothing logged.</summary>
internal static class YarpForwarder
{
    public const string Role = "yarp";

    public static async Task RunAsync(int port, Uri target)
    {
        var builder = LoopbackServer.Builder(port);
        builder.Services.AddRouting();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "{**path}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "upstream",
                    Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["one"] = new() { Address = target.GetLeftPart(UriPartial.Authority) } },
                },
            ]);
        await using var app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
    }
}
