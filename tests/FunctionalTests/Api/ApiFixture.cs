using McpService.Common.Gateway;
using McpService.Common.Upstreams;

namespace McpService.FunctionalTests.Api;

/// <summary>A gateway before a scriptable upstream, with tenants A and B, for the tests of one class.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
internal abstract class ApiFixture
{
    protected const string ListTools = """{"method":"listTools"}""";

    protected ScriptableUpstream Upstream { get; private set; } = null!;

    protected GatewayHost Gateway { get; private set; } = null!;

    protected TestTenant A { get; private set; } = null!;

    protected TestTenant B { get; private set; } = null!;

    protected virtual IEnumerable<string> Settings => [];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Upstream = await ScriptableUpstream.StartAsync();
        Gateway = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={Upstream.Address}", .. Settings]);
        A = await Gateway.CreateTenantAsync("token-of-a");
        B = await Gateway.CreateTenantAsync("token-of-b");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    [TearDown]
    public void NothingFailedUnexpectedly() => Gateway.Log.Errors.ShouldBeEmpty();

    /// <summary>A refusal in full form: status, code, request id, and the id in the header too.</summary>
    protected static void ShouldBeProblem(Answer answer, int status, string code)
    {
        ((int)answer.Status).ShouldBe(status, answer.ToString());
        answer.Code.ShouldBe(code);
        answer.Json.GetProperty("requestId").GetString().ShouldBe(answer.Headers["X-Request-Id"]);
        answer.Json.GetProperty("status").GetInt32().ShouldBe(status);
        answer.Json.TryGetProperty("retryable", out _).ShouldBeTrue();
        if (status == 401) answer.Headers["WWW-Authenticate"].ShouldStartWith("Bearer");
        if (code is "invalid_credentials" or "credentials_disagree") answer.Headers["WWW-Authenticate"].ShouldContain("error=\"invalid_token\"");
    }
}
