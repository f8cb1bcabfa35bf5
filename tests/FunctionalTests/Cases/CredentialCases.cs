using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 1 to 15 and 25: which credential opens what.</summary>
internal sealed class CredentialCases : CaseFixture
{
    private const string RandomTenant = "tenant-00000000000000000000000000";

    private GatewayProcess _strict = null!;

    [OneTimeSetUp]
    public async Task StartStrictAsync()
    {
        _strict = await CaseStage.StartGatewayAsync(Upstream.Address, ("TENANT_AUTH", "both"));

        // Its first call, not yet compiled, can take longer on a busy machine than the gateway lets a database take.
        var token = Bearer(await TokenOfAsync(A));
        await Eventually.TrueAsync(async _ => (await _strict.SendAsync(HttpMethod.Post, A.ToolPath, CallOf(CaseDoor.Rest, "whoami", "{}"), A.KeyHeader, token)).Status == HttpStatusCode.OK, "The first call");
    }

    [OneTimeTearDown]
    public async Task StopStrictAsync()
    {
        if (_strict is not null) await _strict.DisposeAsync();
    }

    [Test]
    public async Task Case001_NoCredentials_401([Values] CaseDoor door)
    {
        var hits = Upstream.Record.TotalHits;
        ShouldBeRefused(await WhoAmIAsync(door, A.TenantId), 401, "unauthorized");
        Upstream.Record.TotalHits.ShouldBe(hits);
    }

    [Test]
    public async Task Case002_KeyAlone_IsEnough_UnlessBothAreNeeded([Values] CaseDoor door)
    {
        ExpectedCalls = 1;
        ShouldBeOf(A, await WhoAmIAsync(door, A.TenantId, A.KeyHeader));
        ShouldBeRefused(await AtStrictAsync(door, A.KeyHeader), 401, "unauthorized");
        ShouldBeRefused(await AtStrictAsync(door, A.KeyAsBearer), 401, "unauthorized");
    }

    [Test]
    public async Task Case003_TokenAlone_IsEnough_UnlessBothAreNeeded([Values] CaseDoor door)
    {
        ExpectedCalls = 2;
        var token = Bearer(await TokenOfAsync(A));
        ShouldBeOf(A, await WhoAmIAsync(door, A.TenantId, token));
        ShouldBeRefused(await AtStrictAsync(door, token), 401, "unauthorized");
        ShouldBeOf(A, await AtStrictAsync(door, token, A.KeyHeader));
    }

    [Test]
    public async Task Case004_KeyOfAWithTokenOfB_401AndAudited([Values] CaseDoor door) =>
        await DisagreeAsync(await WhoAmIAsync(door, A.TenantId, A.KeyHeader, Bearer(await TokenOfAsync(B))));

    [Test]
    public async Task Case005_KeyOfBWithTokenOfA_401AndAudited([Values] CaseDoor door) =>
        await DisagreeAsync(await WhoAmIAsync(door, A.TenantId, B.KeyHeader, Bearer(await TokenOfAsync(A))));

    [Test]
    public async Task Case006_PathOfAnother_IsThePathOfNobody([Values] CaseDoor door)
    {
        var another = await WhoAmIAsync(door, B.TenantId, A.KeyHeader);
        var nobody = await WhoAmIAsync(door, RandomTenant, A.KeyHeader);

        ShouldBeRefused(another, 404, "tenant_not_found");
        WithoutId(another).ShouldBe(WithoutId(nobody));
    }

    [Test]
    public async Task Case007_PathOfNobody_404([Values] CaseDoor door)
    {
        ShouldBeRefused(await WhoAmIAsync(door, RandomTenant, A.KeyHeader), 404, "tenant_not_found");
        ShouldBeRefused(await WhoAmIAsync(door, RandomTenant, Bearer(await TokenOfAsync(A))), 404, "tenant_not_found");
    }

    [Test]
    public async Task Case008_TrickInThePath_NeverLeadsToAnother(
        [Values] CaseDoor door,
        [Values("../{B}", "%2e%2e%2f{B}", "{A}/../{B}", "{A}%2f..%2f{B}", "{A}%00", "{A};x", "{A}%20", "{A}//", "{upper A}", "{upper B}")] string trick)
    {
        var tenant = trick
            .Replace("{upper A}", A.TenantId.ToUpperInvariant(), StringComparison.Ordinal).Replace("{upper B}", B.TenantId.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("{A}", A.TenantId, StringComparison.Ordinal).Replace("{B}", B.TenantId, StringComparison.Ordinal);

        StatusOf(await RawCallAsync(door, PathOf(door, tenant), $"x-api-key: {A.ApiKey}")).ShouldBeOneOf(400, 404);
    }

    [Test]
    public async Task Case009_TwoKeys_401([Values] CaseDoor door, [Values] bool ownFirst)
    {
        var (first, second) = ownFirst ? (A, B) : (B, A);

        StatusOf(await RawCallAsync(door, PathOf(door, A.TenantId), $"x-api-key: {first.ApiKey}\r\nx-api-key: {second.ApiKey}")).ShouldBe(401);
        ShouldBeRefused(await WhoAmIAsync(door, A.TenantId, ("x-api-key", $"{first.ApiKey}, {second.ApiKey}")), 401, "invalid_credentials");
    }

    [Test]
    public async Task Case010_KeyUnderAnotherName_401([Values] CaseDoor door, [Values("x_api_key", "api-key", "x-apikey")] string header) =>
        ShouldBeRefused(await WhoAmIAsync(door, A.TenantId, (header, A.ApiKey)), 401, "unauthorized");

    /// <summary>That the key is in no log is looked for after every case.</summary>
    [Test]
    public async Task Case011_KeyInTheQuery_401([Values] CaseDoor door, [Values("x-api-key", "api_key", "access_token", "key")] string name)
    {
        var path = $"{PathOf(door, A.TenantId)}?{name}={A.ApiKey}";
        ShouldBeRefused(await SendAsync(HttpMethod.Post, path, CallOf(door, "whoami", "{}"), door == CaseDoor.Mcp ? McpHeaders("whoami") : []), 401, "unauthorized");
    }

    [Test]
    public async Task Case012_OperatorOnATenantsRoute_403([Values] CaseDoor door)
    {
        ShouldBeRefused(await WhoAmIAsync(door, A.TenantId, Bearer(await AdminTokenAsync())), 403, "forbidden");
        ShouldBeRefused(await WhoAmIAsync(door, A.TenantId, AdminHeader), 403, "forbidden");
    }

    [Test]
    public async Task Case013_TenantOnTheOperatorsRoutes_403()
    {
        var token = Bearer(await TokenOfAsync(A));
        ShouldBeRefused(await SendAsync(HttpMethod.Post, "/api/tenants", """{"integrationKey":"*","integrationAppToken":"t"}""", token), 403, "forbidden");
        foreach (var path in new[] { "/api/tenants", A.AdminPath, $"{A.AdminPath}/api-keys", "/api/audit", "/api/audit/verification", "/api/usage", "/api/health", "/api/settings" })
            ShouldBeRefused(await SendAsync(HttpMethod.Get, path, null, token), 403, "forbidden");
        ShouldBeRefused(await SendAsync(HttpMethod.Delete, A.AdminPath, null, A.KeyHeader), 403, "forbidden");
    }

    [Test]
    public async Task Case014_TenantsKeyAsTheAdminKey_401() =>
        ShouldBeRefused(await SendAsync(HttpMethod.Post, "/api/auth/token", $$"""{"key":"{{A.ApiKey}}"}"""), 401, "invalid_admin_key");

    [Test]
    public async Task Case015_AdminKeyAsATenantsKey_401()
    {
        ShouldBeRefused(await SendAsync(HttpMethod.Post, "/api/auth/tenant-token", null, ("x-api-key", GatewayProcess.AdminKey)), 401, "invalid_api_key");
        ShouldBeRefused(await WhoAmIAsync(CaseDoor.Rest, A.TenantId, ("x-api-key", GatewayProcess.AdminKey)), 401, "invalid_credentials");
    }

    [Test]
    public async Task Case025_LongAuthorization_401_AndA431WhereItIsNoRequestAnyMore([Values] CaseDoor door)
    {
        ShouldBeRefused(await WhoAmIAsync(door, A.TenantId, Bearer(new string('a', 9 * 1024))), 401, "invalid_credentials");
        (await WhoAmIAsync(door, A.TenantId, Bearer(new string('a', 100 * 1024)))).Status.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    private static async Task DisagreeAsync(Answer answer)
    {
        ShouldBeRefused(answer, 401, "credentials_disagree");
        var row = await AuditedAsync(answer);
        (row.GetProperty("action").GetString(), row.GetProperty("outcome").GetString(), row.GetProperty("code").GetString()).ShouldBe(("credentials_refuse", "refused", "credentials_disagree"));
    }

    private Task<Answer> AtStrictAsync(CaseDoor door, params (string Name, string Value)[] headers) =>
        PostAsync(door, A.TenantId, CallOf(door, "whoami", "{}"), headers, "whoami", _strict);

    private static Task<string> RawCallAsync(CaseDoor door, string path, string credentials)
    {
        var body = CallOf(door, "whoami", "{}");
        var more = string.Concat((door == CaseDoor.Mcp ? McpHeaders("whoami") : []).Select(h => $"{h.Name}: {h.Value}\r\n"));
        return RawAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{credentials}\r\n{more}Content-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }

    private static int StatusOf(string raw) => int.Parse(raw.Split(' ')[1]);

    /// <summary>All of an answer but its own id and the hour.</summary>
    private static string WithoutId(Answer answer)
    {
        var headers = answer.Headers.Where(h => h.Key is not ("Date" or "RateLimit-Remaining" or "RateLimit-Reset")).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}");
        return $"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Text}".Replace(answer.Headers["X-Request-Id"], "*", StringComparison.Ordinal);
    }
}
