using System.Reflection;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Settings;
using McpService.Sandbox;
using McpService.WebApi;

namespace McpService.UnitTests.Architecture;

/// <summary>The assemblies under test, each found by a type of its own, so that no test looks at the wrong one.</summary>
internal static class Layers
{
    public static readonly Assembly Domain = typeof(Tenant).Assembly;
    public static readonly Assembly Application = typeof(IMcpGateway).Assembly;
    public static readonly Assembly Infrastructure = typeof(DataFolder).Assembly;
    public static readonly Assembly WebApi = typeof(GatewayApplication).Assembly;
    public static readonly Assembly Sandbox = typeof(SandboxEndpoints).Assembly;

    public static IEnumerable<Type> Of(params Assembly[] assemblies) => assemblies.SelectMany(a => a.GetTypes());
}
