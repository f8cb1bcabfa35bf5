using McpService.Domain.Tenants;

namespace McpService.FunctionalTests.Api;

/// <summary>Cases 2 and 3 with <c>TENANT_AUTH=both</c>.</summary>
internal sealed class BothCredentialsTests : ApiFixture
{
    protected override IEnumerable<string> Settings => ["--TENANT_AUTH=both"];

    [Test]
    public async Task Case02_KeyAlone_401() => ShouldBeProblem(await A.ToolAsync(ListTools), 401, "unauthorized");

    [Test]
    public async Task Case03_TokenAlone_401() =>
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, await A.TokenHeaderAsync()), 401, "unauthorized");

    [Test]
    public async Task KeyTwice_401() =>
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, A.KeyHeader, ("Authorization", $"Bearer {A.ApiKey}")), 401, "unauthorized");

    [Test]
    public async Task Token_SaysThatItIsNotEnough_AndIsRenewedAlone()
    {
        var first = await Gateway.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", json: null, A.KeyHeader);
        first.Json.GetProperty("needsBoth").GetBoolean().ShouldBeTrue();

        var renewed = await Gateway.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", json: null, ("Authorization", $"Bearer {first.Json.GetProperty("token").GetString()}"));
        renewed.Json.GetProperty("needsBoth").GetBoolean().ShouldBeTrue();
        (await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, A.KeyHeader, ("Authorization", $"Bearer {renewed.Json.GetProperty("token").GetString()}"))).Code.ShouldBeNull();
    }

    [Test]
    public async Task KeyAndToken_200() =>
        ((int)(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, A.KeyHeader, await A.TokenHeaderAsync())).Status).ShouldBe(200);
}
