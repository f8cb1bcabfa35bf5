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

    public static IEnumerable<string> All => Properties.Select(setting => setting.Name).Concat(OfTheEnvironment);

    /// <summary>With the property of an options class that each fills.</summary>
    public static IEnumerable<(string Name, PropertyInfo Property)> Properties =>
        from type in Layers.SelectMany(layer => layer.GetTypes())
        from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let setting = property.GetCustomAttribute<SettingAttribute>()
        where setting is not null
        select (setting.Name, property);
}
