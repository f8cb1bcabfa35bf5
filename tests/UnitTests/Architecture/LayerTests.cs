using System.Reflection;
using McpService.WebApi;

namespace McpService.UnitTests.Architecture;

/// <summary>Which layer may know what: the references the compiler kept.</summary>
internal sealed class LayerTests
{
    /// <summary>Names of folders that say how a thing is made and not what for.</summary>
    private static readonly string[] Kinds =
    [
        "Controllers", "Services", "Interfaces", "Abstractions", "Helpers", "Utils", "Common", "Shared", "Dtos", "Models", "Entities",
        "Requests", "Responses", "Handlers", "Validators", "Extensions", "Exceptions", "Enums", "Constants", "Filters", "Middleware", "Behaviours",
    ];

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
    public void McpSdkAndTokens_OutsideInfrastructureAndSandbox_AreNowhere() =>
        new[] { Layers.Domain, Layers.Application, Layers.WebApi }.SelectMany(ReferencesOf)
            .Where(r => r.StartsWith("ModelContextProtocol", StringComparison.Ordinal) || r.StartsWith("Microsoft.IdentityModel", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Test]
    public void Sandbox_References_NothingOfOurs() => ReferencesOf(Layers.Sandbox).Where(r => r.StartsWith("McpService", StringComparison.Ordinal)).ShouldBeEmpty();

    [Test]
    public void Sandbox_OutsideWebApi_IsUnknown() =>
        new[] { Layers.Domain, Layers.Application, Layers.Infrastructure }.SelectMany(ReferencesOf).ShouldNotContain("McpService.Sandbox");

    /// <summary>A production build leaves out the sandbox and the one folder that knows it. (That folder's other type takes only a constant.)</summary>
    [Test]
    public void Sandbox_InWebApi_IsKnownOnlyWhereItIsMapped() =>
        Layers.Of(Layers.WebApi).Where(t => TypeUse.Of(t).Concat(CodeUse.Of(t)).Any(u => u.Assembly == Layers.Sandbox)).Select(t => t.FullName)
            .ShouldBe([typeof(GatewayApplication).FullName]);

    [Test]
    public void Folders_AreFeatures_NotKinds() =>
        Layers.Of(Layers.Domain, Layers.Application, Layers.Infrastructure, Layers.WebApi, Layers.Sandbox)
            .Where(t => t.Namespace?.Split('.').Intersect(Kinds, StringComparer.OrdinalIgnoreCase).Any() is true)
            .Select(t => t.FullName)
            .ShouldBeEmpty();

    private static IEnumerable<string> ReferencesOf(Assembly assembly) => assembly.GetReferencedAssemblies().Select(r => r.Name!);
}
