using McpService.Application.Auditing;
using McpService.Application.Tenants;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Auditing;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Security.ApiKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Api;

/// <summary>Cases 1 to 17 and 25: who may do what, with <c>TENANT_AUTH</c> as it is by default.</summary>
internal sealed class AccessTests : ApiFixture
{
    private const string RandomTenant = "tenant-00000000000000000000000000";

    private static (string, string) Admin => ("Authorization", $"Bearer {AdminOptions.SampleKey}");

    [Test]
    public async Task Case01_NoCredentials_401()
    {
        var hits = Upstream.Record.TotalHits;
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools), 401, "unauthorized");
        Upstream.Record.TotalHits.ShouldBe(hits);
    }

    [Test]
    public async Task Case02_KeyAlone_200() => ((int)(await A.ToolAsync(ListTools)).Status).ShouldBe(200);

    [Test]
    public async Task Case03_TokenAlone_200() => await ShouldPassAsync(await A.TokenHeaderAsync());

    [Test]
    public async Task KeyAsBearer_200() => await ShouldPassAsync(("Authorization", $"Bearer {A.ApiKey}"));

    [Test]
    public async Task KeyAndTokenOfOneTenant_200() => await ShouldPassAsync(A.KeyHeader, await A.TokenHeaderAsync());

    [Test]
    public async Task Case04And05_KeyAndTokenOfTwoTenants_401()
    {
        var hits = Upstream.Record.TotalHits;
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, A.KeyHeader, await B.TokenHeaderAsync()), 401, "credentials_disagree");
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, B.KeyHeader, await A.TokenHeaderAsync()), 401, "credentials_disagree");
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, A.KeyHeader, Admin), 401, "credentials_disagree");
        Upstream.Record.TotalHits.ShouldBe(hits);
        await Eventually.TrueAsync(async _ => await AuditedRefusalsAsync() == 3, "A row in the trail for each");
    }

    [Test]
    public async Task GoodKeyWithWrongToken_401() =>
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, A.KeyHeader, ("Authorization", "Bearer nonsense")), 401, "invalid_credentials");

    [Test]
    public async Task Case06And07_PathOfAnother_IsThePathOfNobody()
    {
        var another = await Gateway.SendAsync(HttpMethod.Post, B.ToolPath, ListTools, A.KeyHeader);
        var nobody = await Gateway.SendAsync(HttpMethod.Post, $"/api/tenant/{RandomTenant}/tool", ListTools, A.KeyHeader);
        ShouldBeProblem(another, 404, "tenant_not_found");
        WithoutId(another).ShouldBe(WithoutId(nobody));
    }

    [TestCase("/api/tenant/../{B}/tool")]
    [TestCase("/api/tenant/%2e%2e%2f{B}/tool")]
    [TestCase("/api/tenant/{A}/../{B}/tool")]
    [TestCase("/api/tenant/{A}%00/tool")]
    [TestCase("/api/tenant/{A};x/tool")]
    [TestCase("/api/tenant/{A}%2f..%2f{B}/tool")]
    [TestCase("/api/tenant/{A}%20/tool")]
    [TestCase("/api/tenant//{A}/tool")]
    public async Task Case08_TrickInThePath_400Or404(string path) => (await PostRawAsync(path)).ShouldBeOneOf(400, 404);

    [Test]
    public async Task Case08_UpperCase_404() => (await PostRawAsync($"/api/tenant/{A.TenantId.ToUpperInvariant()}/tool")).ShouldBe(404);

    [Test]
    public async Task Case09_TwoKeys_401()
    {
        var (a, b) = (A.KeyHeader, B.KeyHeader);
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, a, b), 401, "invalid_credentials");
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, b, a), 401, "invalid_credentials");
    }

    [Test]
    public async Task Case10_KeyUnderAnotherName_401() =>
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, ("x_api_key", A.ApiKey)), 401, "unauthorized");

    [Test]
    public async Task Case11_KeyInTheQuery_401AndNotLogged()
    {
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, $"{A.ToolPath}?x-api-key={A.ApiKey}&access_token={A.ApiKey}", ListTools), 401, "unauthorized");
        Gateway.Log.Text.ShouldNotContain(A.ApiKey);
    }

    [Test]
    public async Task Case12_AdminOnATenantRoute_403() => ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, Admin), 403, "forbidden");

    [Test]
    public async Task Case13_TenantOnAnAdminRoute_403()
    {
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, "/api/tenants", "{}", await A.TokenHeaderAsync()), 403, "forbidden");
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Get, $"/api/tenants/{A.TenantId}", json: null, A.KeyHeader), 403, "forbidden");
    }

    [Test]
    public async Task Case14_TenantKeyAsAdminKey_401() =>
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, "/api/auth/token", $$"""{"key":"{{A.ApiKey}}"}"""), 401, "invalid_admin_key");

    [Test]
    public async Task Case15_AdminKeyAsTenantKey_401()
    {
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", json: null, ("x-api-key", AdminOptions.SampleKey)), 401, "invalid_api_key");
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, ("x-api-key", AdminOptions.SampleKey)), 401, "invalid_credentials");
    }

    [Test]
    public async Task Case16And17_TokenTamperedWith_401()
    {
        var token = await A.TokenAsync();
        var parts = token.Split('.');
        foreach (var forged in (string[])[$"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}", token[..^2], $"eyJhbGciOiJub25lIn0.{parts[1]}.", $"{parts[0]}.{parts[1]}.{(await B.TokenAsync()).Split('.')[2]}"])
            ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, ("Authorization", $"Bearer {forged}")), 401, "invalid_credentials");
    }

    [Test]
    public async Task Case25_LongAuthorization_401ThenA431()
    {
        ShouldBeProblem(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, ("Authorization", $"Bearer {new string('a', 9 * 1024)}")), 401, "invalid_credentials");
        ((int)(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, ("Authorization", $"Bearer {new string('a', 100 * 1024)}"))).Status).ShouldBe(431);
    }

    [Test]
    public async Task WrongCredentialOnAnOpenRoute_IsNobodysBusiness() =>
        ((int)(await Gateway.SendAsync(HttpMethod.Get, "/health/live", json: null, ("Authorization", "Bearer nonsense"))).Status).ShouldBe(200);

    private async Task ShouldPassAsync(params (string, string)[] headers) =>
        ((int)(await Gateway.SendAsync(HttpMethod.Post, A.ToolPath, ListTools, headers)).Status).ShouldBe(200);

    private async Task<int> PostRawAsync(string path)
    {
        var target = path.Replace("{A}", A.TenantId, StringComparison.Ordinal).Replace("{B}", B.TenantId, StringComparison.Ordinal);
        var hits = Upstream.Record.TotalHits;
        var answer = await RawHttp.ExchangeAsync(
            Gateway.Address,
            $"POST {target} HTTP/1.1\r\nHost: localhost\r\nx-api-key: {A.ApiKey}\r\nContent-Type: application/json\r\nContent-Length: {ListTools.Length}\r\nConnection: close\r\n\r\n{ListTools}",
            CancellationToken.None);
        Upstream.Record.TotalHits.ShouldBe(hits);
        return int.Parse(answer.Split(' ')[1]);
    }

    private async Task<int> AuditedRefusalsAsync() => (await TrailRows.ReadAsync(Gateway.Services))
        .Count(e => e is { Action: AuditAction.CredentialsRefuse, Outcome: AuditOutcome.Refused, Code: "credentials_disagree", TenantRef: not null });

    private static string WithoutId(Answer answer)
    {
        var headers = answer.Headers.Where(h => h.Key is not "Date").OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}");
        return $"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Text}".Replace(answer.Headers["X-Request-Id"], "*", StringComparison.Ordinal);
    }
}
