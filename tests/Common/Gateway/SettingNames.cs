using System.Reflection;
using McpService.Infrastructure.Settings;
using McpService.WebApi;

namespace McpService.Common.Gateway;

/// <summary>Every setting of the gateway, as the layers declare them.</summary>
public static class SettingNames
{
    // Read before any options class: they choose the environment that the options' defaults depend on.
    private static readonly string[] OfTheEnvironment = ["ASPNETCORE_ENVIRONMENT", "NODE_ENV"];

    private static readonly Assembly[] Layers = [typeof(SettingAttribute).Assembly, typeof(GatewayApplication).Assembly];

    public static IEnumerable<string> All =>
        Layers.SelectMany(layer => layer.GetTypes())
            .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(property => property.GetCustomAttribute<SettingAttribute>()?.Name)
            .OfType<string>()
            .Concat(OfTheEnvironment);
}
