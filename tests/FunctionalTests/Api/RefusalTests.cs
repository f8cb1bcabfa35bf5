using McpService.Common.Gateway;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Api;

/// <summary>What a refused caller sees, to the byte: nothing in it may tell more than it has to.</summary>
internal sealed class RefusalTests : ApiFixture
{
    private static readonly string[] AlwaysThere = ["Cache-Control: no-store", "Content-Type: application/problem+json", "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY"];

    [Test]
    public async Task Nothing_401() => ShouldBe(
        await CallAsync(A.ToolPath), 401, "Unauthorized", "Give a credential: an API key in x-api-key, or a token or key in Authorization: Bearer.", "unauthorized");

    [TestCase("x-api-key", "nonsense")]
    [TestCase("Authorization", "Bearer nonsense")]
    [TestCase("Authorization", "Bearer a.b.c")]
    [TestCase("Authorization", "Basic nonsense")]
    public async Task Wrong_401(string header, string value) =>
        ShouldBe(await CallAsync(A.ToolPath, (header, value)), 401, "Unauthorized", "The credential is not valid, or not any more.", "invalid_credentials");

    [Test]
    public async Task TwoOfTwo_401() => ShouldBe(
        await CallAsync(A.ToolPath, A.KeyHeader, await B.TokenHeaderAsync()), 401, "Unauthorized", "The credentials given do not belong to the same tenant.", "credentials_disagree");

    [Test]
    public async Task OperatorOnATenantsRoute_403() =>
        ShouldBe(await CallAsync(A.ToolPath, ("Authorization", $"Bearer {AdminOptions.SampleKey}")), 403, "Forbidden", "This is for tenants only.", "forbidden");

    [Test]
    public async Task TenantOnTheOperatorsRoute_403() =>
        ShouldBe(await CallAsync("/api/tenants", A.KeyHeader), 403, "Forbidden", "This is for the operator only.", "forbidden", isCounted: true);

    [Test]
    public async Task AnotherTenantsPath_404() =>
        ShouldBe(await CallAsync(B.ToolPath, A.KeyHeader), 404, "Not Found", "There is no such tenant.", "tenant_not_found", isCounted: true);

    [Test]
    public async Task Suspended_403BeforeAnythingElse()
    {
        var suspended = await Gateway.CreateTenantAsync("suspended");
        var done = await Gateway.SendAsync(HttpMethod.Post, $"/api/tenants/{suspended.TenantId}/suspend", json: null, ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        ((int)done.Status).ShouldBe(200, done.ToString());
        foreach (var path in new[] { suspended.ToolPath, B.ToolPath, "/api/tenants" })
            ShouldBe(await CallAsync(path, suspended.KeyHeader), 403, "Forbidden", "The tenant is suspended. The operator can resume it.", "tenant_suspended", isCounted: true);
    }

    private Task<Answer> CallAsync(string path, params (string, string)[] headers) => Gateway.SendAsync(HttpMethod.Post, path, ListTools, headers);

    private static void ShouldBe(Answer answer, int status, string title, string detail, string code, bool isCounted = false)
    {
        var id = answer.Headers["X-Request-Id"];
        answer.Text.ShouldBe($$"""{"type":"about:blank","title":"{{title}}","status":{{status}},"detail":"{{detail}}","code":"{{code}}","requestId":"{{id}}","retryable":false}""");
        ((int)answer.Status).ShouldBe(status);
        string[] expected =
        [
            .. AlwaysThere, $"Content-Length: {answer.Body.Length}", $"X-Request-Id: {id}",
            .. status != 401 ? Array.Empty<string>() : code == "unauthorized" ? ["WWW-Authenticate: Bearer"] : [$"WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"{detail}\""],
            .. isCounted ? ["RateLimit-Limit: 1000000", "RateLimit-Remaining: *", "RateLimit-Reset: 1"] : Array.Empty<string>(),
        ];
        answer.Headers.Where(h => h.Key is not "Date").Select(h => h.Key == "RateLimit-Remaining" ? "RateLimit-Remaining: *" : $"{h.Key}: {h.Value}".Replace("X-Request-ID", "X-Request-Id", StringComparison.Ordinal))
            .ShouldBe(expected, ignoreOrder: true);
    }
}
