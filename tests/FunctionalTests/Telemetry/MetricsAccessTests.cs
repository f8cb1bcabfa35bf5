using McpService.Common.Gateway;
using McpService.FunctionalTests.Api;
using McpService.Infrastructure.Security.ApiKeys;
using McpService.Infrastructure.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Telemetry;

/// <summary>Who may read the metrics.</summary>
internal sealed class MetricsAccessTests : ApiFixture
{
    private const string Token = "a-token-for-the-scraper";

    protected override IEnumerable<string> Settings => [$"--METRICS_TOKEN={Token}"];

    [Test]
    public async Task Metrics_Nobody_Unauthorized() => ShouldBeProblem(await GetAsync(), 401, "unauthorized");

    [Test]
    public async Task Metrics_WrongToken_Unauthorized() => ShouldBeProblem(await GetAsync(Bearer("a-token-for-another")), 401, "invalid_credentials");

    [Test]
    public async Task Metrics_Tenant_Forbidden() => ShouldBeProblem(await GetAsync(A.KeyHeader), 403, "forbidden");

    [Test]
    public async Task Metrics_MetricsToken_Opens() => ShouldBeMetrics(await GetAsync(Bearer(Token)));

    [Test]
    public async Task Metrics_AdminKey_Opens() => ShouldBeMetrics(await GetAsync(Bearer(AdminOptions.SampleKey)));

    [Test]
    public async Task Metrics_AdminToken_Opens()
    {
        var token = await Gateway.SendAsync(HttpMethod.Post, "/api/auth/token", $$"""{"key":"{{AdminOptions.SampleKey}}"}""");
        ShouldBeMetrics(await GetAsync(Bearer(token.Json.GetProperty("token").GetString()!)));
    }

    [Test]
    public async Task MetricsToken_OnAnyOtherRoute_IsNothing() =>
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Get, "/api/tenants", null, Bearer(Token)), 401, "invalid_credentials");

    [Test]
    public async Task Metrics_Anonymous_OpensForAnyone()
    {
        await using var open = await GatewayHost.StartAsync("--METRICS_ANONYMOUS=true");
        ShouldBeMetrics(await open.SendAsync(HttpMethod.Get, "/metrics"));
    }

    [Test]
    public async Task Metrics_SdkDisabled_AreNowhere()
    {
        await using var off = await GatewayHost.StartAsync("--OTEL_SDK_DISABLED=true");
        ShouldBeProblem(await off.SendAsync(HttpMethod.Get, "/metrics", null, Bearer(AdminOptions.SampleKey)), 404, "not_found");
    }

    [Test]
    public async Task Metrics_NobodyReads_AreMadeWithTheFirstLook()
    {
        var made = false;
        await using var unread = await GatewayHost.StartAsync([], builder => builder.Services.AddSingleton<IGatewayMetric>(_ =>
        {
            made = true;
            return new Unread();
        }));
        await unread.CreateTenantAsync();
        made.ShouldBeFalse();

        ShouldBeMetrics(await unread.SendAsync(HttpMethod.Get, "/metrics", null, Bearer(AdminOptions.SampleKey)));
        made.ShouldBeTrue();
    }

    private static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    private static void ShouldBeMetrics(Answer answer)
    {
        ((int)answer.Status).ShouldBe(200, answer.ToString());
        answer.Headers["Content-Type"].ShouldStartWith("text/plain");
        answer.Headers["Cache-Control"].ShouldBe("no-store");
        answer.Text.ShouldContain("mcpservice_build_info{");
    }

    private Task<Answer> GetAsync(params (string Name, string Value)[] headers) => Gateway.SendAsync(HttpMethod.Get, "/metrics", null, headers);

    private sealed class Unread : IGatewayMetric;
}
