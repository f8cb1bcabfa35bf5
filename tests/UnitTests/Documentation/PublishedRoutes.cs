using McpService.WebApi;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;

namespace McpService.UnitTests.Documentation;

/// <summary>The routes of the controllers, as documentation spells them.</summary>
internal static class PublishedRoutes
{
    private static readonly HashSet<string> All =
    [
        .. from controller in typeof(GatewayApplication).Assembly.GetTypes().Where(typeof(ControllerBase).IsAssignableFrom)
           from prefix in Templates(controller.GetCustomAttributes(inherit: true).OfType<RouteAttribute>())
           from method in controller.GetMethods()
           from verb in method.GetCustomAttributes(inherit: true).OfType<HttpMethodAttribute>()
           from name in verb.HttpMethods
           select $"{name} {Shape(Join(prefix, verb.Template))}",
    ];

    /// <param name="path">Parameters in braces, or as a shell's variables.</param>
    public static bool Has(string method, string path) => All.Contains($"{method} {Shape(path)}");

    private static List<string> Templates(IEnumerable<RouteAttribute> routes)
    {
        var templates = routes.Select(route => route.Template).ToList();
        return templates.Count == 0 ? [""] : templates;
    }

    private static string Join(string prefix, string? template) => template?.StartsWith('/') == true ? template : $"/{prefix}/{template}";

    /// <summary>One segment after the other, with every parameter the same.</summary>
    private static string Shape(string path) =>
        string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part.StartsWith('{') || part.StartsWith('$') ? "{}" : part));
}
