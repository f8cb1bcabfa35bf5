using System.Text.Json;
using McpService.Application.Tenants;
using McpService.Common.Gateway;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Api;

/// <summary>The routes of operators, body by body.</summary>
internal sealed class TenantTests : ApiFixture
{
    private static (string, string) Admin => ("Authorization", $"Bearer {AdminOptions.SampleKey}");

    [Test]
    public async Task Create_AnswersAsTheContractSays()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Post, "/api/tenants", """{"integrationKey":"hubspot","integrationAppToken":"s3cret"}""", Admin);

        ((int)answer.Status).ShouldBe(201);
        Members(answer.Json).ShouldBe(["tenantId", "apiKey", "name", "integrationKey", "status", "mcpUrl", "credential", "createdAt"]);
        Members(answer.Json.GetProperty("credential")).ShouldBe(["kind", "fingerprint", "expiresAt"]);
        answer.Json.GetProperty("name").GetString().ShouldBe("hubspot");
        answer.Json.GetProperty("mcpUrl").GetString().ShouldBe("/mcp");
        answer.Headers["Location"].ShouldBe($"/api/tenants/{answer.Json.GetProperty("tenantId").GetString()}");
        answer.Text.ShouldNotContain("s3cret");
        Gateway.Log.Text.ShouldNotContain("s3cret");
    }

    [Test]
    public async Task Get_OneAndAll_TellsNoSecret()
    {
        await Gateway.CreateTenantAsync(integrationKey: "hubspot");
        await Gateway.CreateTenantAsync(integrationKey: "hubspot");
        var one = await Gateway.SendAsync(HttpMethod.Get, $"/api/tenants/{A.TenantId}", json: null, Admin);
        one.Json.GetProperty("tenantId").GetString().ShouldBe(A.TenantId);

        var all = await Gateway.SendAsync(HttpMethod.Get, "/api/tenants?limit=1&search=hub", json: null, Admin);
        all.Json.GetProperty("tenants").GetArrayLength().ShouldBe(1);
        all.Json.GetProperty("nextCursor").GetString().ShouldNotBeNull();

        foreach (var text in (string[])[one.Text, all.Text])
        {
            text.ShouldNotContain("token-of-a");
            text.ShouldNotContain(A.ApiKey);
            text.ShouldNotContain("hash", Case.Insensitive);
        }
    }

    [Test]
    public async Task Get_Nobody_404() =>
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Get, "/api/tenants/tenant-nobody", json: null, Admin), 404, "tenant_not_found");

    [Test]
    public async Task List_BadQuery_400NamesEveryParameter()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Get, "/api/tenants?limit=many&status=gone&cursor=x", json: null, Admin);
        ShouldBeProblem(answer, 400, "validation_failed");
        answer.FaultyFields.ShouldBe(["limit", "status", "cursor"], ignoreOrder: true);
    }

    [Test]
    public async Task Create_SeveralFaults_ReportsThemTogether()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Post, "/api/tenants", """{"name":5,"colour":"red","integrationAppToken":"a b"}""", Admin);
        answer.FaultyFields.ShouldBe(["name", "colour", "integrationKey", "integrationAppToken"], ignoreOrder: true);
    }

    [Test]
    public async Task AdminToken_OpensTheRoutes()
    {
        var token = await Gateway.SendAsync(HttpMethod.Post, "/api/auth/token", $$"""{"key":"{{AdminOptions.SampleKey}}"}""");
        Members(token.Json).ShouldBe(["token", "tokenType", "expiresIn"]);
        var bearer = ("Authorization", $"Bearer {token.Json.GetProperty("token").GetString()}");
        ((int)(await Gateway.SendAsync(HttpMethod.Get, "/api/tenants", json: null, bearer)).Status).ShouldBe(200);
    }

    [Test]
    public async Task TenantToken_TakesAnyContentTypeAndNoBody()
    {
        foreach (var contentType in (string?[])[null, "text/plain", "application/json; charset=bogus"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/tenant-token");
            request.Headers.Add("x-api-key", A.ApiKey);
            if (contentType is not null)
            {
                request.Content = new ByteArrayContent([]);
                request.Content.Headers.Add("Content-Type", contentType);
            }

            using var response = await Gateway.Client.SendAsync(request);
            var answer = await Answer.ReadAsync(response);
            Members(answer.Json).ShouldBe(["token", "tokenType", "expiresIn", "tenantId"]);
        }
    }

    [Test]
    public async Task TenantToken_NoKey_401() => ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, "/api/auth/tenant-token"), 401, "invalid_api_key");

    private static string[] Members(JsonElement json) => [.. json.EnumerateObject().Select(m => m.Name)];
}
