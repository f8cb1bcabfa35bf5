using McpService.Common.Gateway;
using McpService.FunctionalTests.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpService.FunctionalTests.Secrets;

/// <summary>Logs at the level Trace, where the framework prints what actions are given.</summary>
internal sealed class TraceLogTests : ApiFixture
{
    [Test]
    public async Task Token_IssuedForAKey_TheKeyIsInNoLog()
    {
        await using var gateway = await GatewayHost.StartAsync(
            [$"--INTEGRATION_APP_MCP_URL={Upstream.Address}"],
            builder => builder.Services.PostConfigure<LoggerFilterOptions>(filter =>
            {
                filter.Rules.Clear();
                filter.MinLevel = LogLevel.Trace;
            }));
        var tenant = await gateway.CreateTenantAsync();

        await tenant.TokenAsync();
        await tenant.ToolAsync("""{"method":"echo","params":{}}""");

        gateway.Log.Text.ShouldMatch("IssueTenantToken.* with arguments");
        gateway.Log.Text.ShouldNotContain(tenant.ApiKey);
        gateway.Log.Text.ShouldNotContain("alice-of-acme");
    }
}
