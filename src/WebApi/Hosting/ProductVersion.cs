using System.Reflection;

namespace McpService.WebApi.Hosting;

/// <summary>Version of the service, without the build's commit.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
