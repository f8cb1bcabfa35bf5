using McpService.WebApi.Hosting;

namespace McpService.UnitTests.WebApi.Hosting;

internal sealed class HostEnvironmentTests
{
    [TestCase(null, null, ExpectedResult = "Production")]
    [TestCase(null, "development", ExpectedResult = "Development")]
    [TestCase(null, "production", ExpectedResult = "Production")]
    [TestCase(null, "test", ExpectedResult = "Test")]
    [TestCase("Development", "production", ExpectedResult = "Development")]
    [TestCase(" ", "development", ExpectedResult = "Development")]
    public string Choose_Variables_OursFirst(string? aspNetCore, string? node) =>
        HostEnvironment.Choose(name => name switch { "ASPNETCORE_ENVIRONMENT" => aspNetCore, "NODE_ENV" => node, _ => null });
}
