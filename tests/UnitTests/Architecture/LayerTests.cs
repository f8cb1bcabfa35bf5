using System.Reflection;

namespace McpService.UnitTests.Architecture;

/// <summary>Which layer may know what: the references the compiler kept.</summary>
internal sealed class LayerTests
{
    private static readonly string[] OfTheRuntime = ["System", "mscorlib", "netstandard"];

    [Test]
    public void Domain_References_TheRuntimeOnly() =>
        ReferencesOf(Layers.Domain).Where(r => !OfTheRuntime.Contains(r.Split('.')[0])).ShouldBeEmpty();

    [Test]
    public void Application_References_NeitherWebNorDatabaseNorInfrastructure() =>
        ReferencesOf(Layers.Application)
            .Where(r => r.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || r.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                || r.StartsWith("ModelContextProtocol", StringComparison.Ordinal)
                || r is "System.Net.Http" or "McpService.Infrastructure" or "McpService.WebApi")
            .ShouldBeEmpty();

    [Test]
    public void WebApi_References_NoDatabase() =>
        ReferencesOf(Layers.WebApi)
            .Where(r => r.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || r.StartsWith("Npgsql", StringComparison.Ordinal) || r == "Microsoft.Data.Sqlite")
            .ShouldBeEmpty();

    [Test]
    public void HttpContext_OutsideWebApi_IsNowhere() =>
        Layers.Of(Layers.Domain, Layers.Application, Layers.Infrastructure)
            .Where(t => TypeUse.Of(t).Any(u => u.FullName == "Microsoft.AspNetCore.Http.HttpContext"))
            .ShouldBeEmpty();

    [Test]
    public void McpSdk_InWebApi_IsUsedByTheSandboxOnly() =>
        Layers.Of(Layers.WebApi)
            .Where(t => t.Namespace?.StartsWith("McpService.WebApi.Sandbox", StringComparison.Ordinal) != true)
            .Where(t => TypeUse.Of(t).Any(u => u.Assembly.GetName().Name!.StartsWith("ModelContextProtocol", StringComparison.Ordinal)))
            .ShouldBeEmpty();

    private static IEnumerable<string> ReferencesOf(Assembly assembly) => assembly.GetReferencedAssemblies().Select(r => r.Name!);
}
