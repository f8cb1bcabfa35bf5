using McpService.Common.Gateway;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Matrix;

/// <summary>No route leads to what tenants have without standing in the matrix.</summary>
internal sealed class DoorRouteTests
{
    private static readonly Dictionary<Doorway, string> RouteOf = new()
    {
        [Doorway.RestList] = "POST api/tenant/{tenantId}/tool",
        [Doorway.RestCall] = "POST api/tenant/{tenantId}/tool",
        [Doorway.SessionPost] = "POST mcp",
        [Doorway.SessionGet] = "GET mcp",
        [Doorway.SessionDelete] = "DELETE mcp",
        [Doorway.Dynamic] = "POST mcp",
        [Doorway.Bridge] = "POST mcp",
        [Doorway.Forward] = "POST mcp",
        [Doorway.Reverse] = "POST mcp",
        [Doorway.ReverseGet] = "GET mcp",
        [Doorway.SseStream] = "GET sse",
        [Doorway.SseMessages] = "POST messages",
    };

    /// <summary>Routes behind which there is no upstream, by how they begin.</summary>
    private static readonly string[] NoDoors =
    [
        "GET health", "GET api/health", "GET api/replicas", "GET api/settings", "GET metrics", "GET swagger", "POST api/auth/", "GET api/audit", "GET api/usage", "GET api/tenant/{tenantId}/audit", "GET api/tenant/{tenantId}/usage",
    ];

    [Test]
    public void Doors_EachHasARoute() => Enum.GetValues<Doorway>().Except(RouteOf.Keys).ShouldBeEmpty();

    [Test]
    public async Task Routes_EachIsADoorOrHasNoUpstreamBehindIt()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var routes = gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(Named).Distinct().ToList();

        routes.ShouldContain("POST mcp");
        routes.Where(route => !RouteOf.ContainsValue(route) && !IsNoDoor(route)).ShouldBeEmpty();
        RouteOf.Values.Except(routes).ShouldBeEmpty();
    }

    private static IEnumerable<string> Named(RouteEndpoint route)
    {
        // The same doors with the tenant in the path, which has to be the caller's own.
        var path = route.RoutePattern.RawText!.TrimStart('/').Replace("api/tenant/{tenantId}/mcp", "mcp", StringComparison.Ordinal);
        if (path.StartsWith("sandbox", StringComparison.Ordinal)) yield break; // another server, as far as the gateway is concerned
        foreach (var verb in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
        {
            if (verb != "OPTIONS") yield return $"{verb} {path}";
        }
    }

    private static bool IsNoDoor(string route)
    {
        var path = route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return path.Length == 0 || path.StartsWith("api/tenants", StringComparison.Ordinal) || NoDoors.Any(start => route.StartsWith(start, StringComparison.Ordinal));
    }
}
