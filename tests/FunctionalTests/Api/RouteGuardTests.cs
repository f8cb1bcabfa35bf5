using McpService.Common.Gateway;
using McpService.WebApi.Callers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Api;

/// <summary>No route is open because it was forgotten.</summary>
internal sealed class RouteGuardTests
{
    [Test]
    public async Task Routes_All_SayWhomTheyAreFor()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var routes = gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(route => !IsSandbox(route)).ToList();

        routes.Count.ShouldBeGreaterThan(20);
        routes.Where(route => IsGuarded(route) == IsOpen(route)).Select(route => route.DisplayName).ShouldBeEmpty();
    }

    [Test]
    public async Task Services_OfTheFrameworksOwnChecks_AreNotThere()
    {
        // With them, its middleware would come by itself, and cost more than all of ours.
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Services.GetService<IAuthenticationSchemeProvider>().ShouldBeNull();
        gateway.Services.GetService<IAuthorizationHandlerProvider>().ShouldBeNull();
    }

    // Another server, as far as the gateway is concerned, with credentials of its own.
    private static bool IsSandbox(RouteEndpoint route) => route.RoutePattern.RawText?.TrimStart('/').StartsWith("sandbox", StringComparison.Ordinal) == true;

    private static bool IsGuarded(RouteEndpoint route) => route.Metadata.GetMetadata<CallerIsAttribute>() is not null;

    private static bool IsOpen(RouteEndpoint route) => route.Metadata.GetMetadata<OpenToAllAttribute>() is not null;
}
