using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpService.Application.Tenants;
using McpService.Common.Upstreams;
using McpService.FunctionalTests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace McpService.FunctionalTests.Tenants;

/// <summary>PUT of a credential, and what is told of one.</summary>
internal sealed class ReplaceCredentialTests(Engine engine) : TenantFixture(engine)
{
    [Test]
    public async Task Replace_CallUnderWay_FinishesOnTheOldAndTheNextUsesTheNew()
    {
        Upstream.OnCall("slow", async call =>
        {
            await call.HangAsync();
            return $$"""{"content":[{"type":"text","text":"{{Canary.Of(call.Token)}}"}]}""";
        });
        var tenant = await Gateway.CreateTenantAsync("the-old-token");
        var underWay = tenant.ToolAsync("""{"method":"slow"}""");
        await Upstream.WaitForAsync(r => r.Hanging == 1);

        var replaced = await AdminAsync(HttpMethod.Put, PathOf(tenant, "/credential"), """{"integrationAppToken":"the-new-token"}""");
        var next = await tenant.ToolAsync(WhoAmI);
        Upstream.Release();

        ShouldBeOk(replaced);
        replaced.Text.ShouldNotContain("the-new-token");
        TextOf(next).ShouldBe(Canary.Of("the-new-token"));
        TextOf(await underWay).ShouldBe(Canary.Of("the-old-token"));
        await Upstream.WaitForAsync(r => r.Deleted.Count >= 1);
    }

    [Test]
    public async Task Replace_Credential_OldOneIsNowhereInTheDatabase()
    {
        var tenant = await Gateway.CreateTenantAsync("the-old-token");
        var blob = await BlobAsync(tenant.TenantId);
        (await DatabaseText.HoldsAsync(Database, blob)).ShouldBeTrue();

        ShouldBeOk(await AdminAsync(HttpMethod.Put, PathOf(tenant, "/credential"), """{"integrationAppToken":"the-new-token"}"""));

        (await DatabaseText.HoldsAsync(Database, blob)).ShouldBeFalse();
    }

    [Test]
    public async Task Replace_TokenByWorkspace_MintsFromNowOn()
    {
        var tenant = await Gateway.CreateTenantAsync("the-old-token");

        var replaced = await AdminAsync(HttpMethod.Put, PathOf(tenant, "/credential"), """{"workspace":{"key":"ws","secret":"s3cret","userId":"alice"}}""");
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));

        replaced.Json.GetProperty("credential").GetProperty("kind").GetString().ShouldBe("workspace");
        Upstream.Record.Requests.Last(r => r.Tool == "whoami").Token!.Count(c => c == '.').ShouldBe(2);
    }

    [TestCase("{}", "integrationAppToken")]
    [TestCase("""{"integrationAppToken":""}""", "integrationAppToken")]
    [TestCase("""{"integrationAppToken":"a\r\nb"}""", "integrationAppToken")]
    [TestCase("""{"workspace":{"key":"k","secret":"","userId":"u"}}""", "workspace.secret")]
    [TestCase("""{"workspace":{"key":"k","userId":"u"}}""", "workspace.secret")]
    [TestCase("""{"workspace":{"key":"k","secret":"s","privateKey":"x","userId":"u"}}""", "workspace.secret,workspace.privateKey")]
    [TestCase("""{"workspace":{"key":"k","privateKey":"-----BEGIN PRIVATE KEY-----","userId":"u"}}""", "workspace.privateKey")]
    [TestCase("""{"workspace":{"key":"k","secret":"s","algorithm":"RS256","userId":"u"}}""", "workspace.algorithm")]
    [TestCase("""{"workspace":{"key":"k","secret":"s"}}""", "workspace.userId")]
    [TestCase("""{"workspace":{"key":"k","secret":"s","userId":"u","tenantKey":" "}}""", "workspace.tenantKey")]
    [TestCase("""{"workspace":{"key":"k","secret":"s","userId":""}}""", "workspace.userId")]
    [TestCase("""{"integrationAppToken":"t","workspace":{"key":"k","secret":"s","userId":"u"}}""", "workspace")]
    public async Task Replace_BadBody_400NamesTheFieldAndNothingChanges(string body, string field)
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var before = await AdminAsync(HttpMethod.Get, PathOf(tenant));

        var answer = await AdminAsync(HttpMethod.Put, PathOf(tenant, "/credential"), body);

        ShouldBeProblem(answer, 400, "validation_failed");
        answer.FaultyFields.ShouldBe(field.Split(','), ignoreOrder: true);
        (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Text.ShouldBe(before.Text);
    }

    [TestCase(30, "")]
    [TestCase(6, "credential_expires_soon")]
    public async Task Get_StaticToken_TellsItsExpiryAndWarnsInTime(int days, string warning)
    {
        var expiry = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().AddDays(days).ToUnixTimeSeconds());
        var tenant = await Gateway.CreateTenantAsync(Jwt(expiry));

        var told = await GetAsync(tenant);

        told.GetProperty("credential").GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(expiry);
        string.Join(',', told.GetProperty("warnings").EnumerateArray().Select(w => w.GetString())).ShouldBe(warning);
    }

    [Test]
    public async Task Get_StaticTokenThatEndedSince_WarnsThatItHas()
    {
        var tenant = await Gateway.CreateTenantAsync(Jwt(Time.GetUtcNow().AddMinutes(1)));
        Time.Advance(TimeSpan.FromMinutes(2));

        (await GetAsync(tenant)).GetProperty("warnings").EnumerateArray().Select(w => w.GetString()).ShouldBe(["credential_expired"]);
    }

    [Test]
    public async Task CreateAndReplace_TokenThatHasExpired_400()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var expired = Jwt(Time.GetUtcNow().AddSeconds(-1));

        var created = await AdminAsync(HttpMethod.Post, "/api/tenants", $$"""{"integrationKey":"*","integrationAppToken":"{{expired}}"}""");
        var replaced = await AdminAsync(HttpMethod.Put, PathOf(tenant, "/credential"), $$"""{"integrationAppToken":"{{expired}}"}""");

        foreach (var answer in new[] { created, replaced })
        {
            ShouldBeProblem(answer, 400, "validation_failed");
            answer.FaultyFields.ShouldBe(["integrationAppToken"]);
            answer.Text.ShouldNotContain(expired);
        }
    }

    [Test]
    public async Task Replace_TokenByWorkspaceWithPrivateKey_SignsWithIt()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var tenant = await Gateway.CreateTenantAsync("the-old-token");

        ShouldBeOk(await AdminAsync(HttpMethod.Put, PathOf(tenant, "/credential"), JsonSerializer.Serialize(new { workspace = new { key = "ws", privateKey = key.ExportPkcs8PrivateKeyPem(), tenantKey = "customer-1" } })));
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));

        var sent = Upstream.Record.Requests.Last(r => r.Tool == "whoami").Token!.Split('.');
        key.VerifyData(Encoding.ASCII.GetBytes($"{sent[0]}.{sent[1]}"), Base64Url.DecodeFromChars(sent[2]), HashAlgorithmName.SHA256).ShouldBeTrue();
    }

    private static string Jwt(DateTimeOffset expiry)
    {
        return $"{Part(new { alg = "HS256" })}.{Part(new { id = "alice", exp = expiry.ToUnixTimeSeconds() })}.c2lnbmF0dXJl";

        static string Part(object json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(json)));
    }

    private Task<string> BlobAsync(string tenantId) => WithDatabaseAsync(db => db.Tenants.Where(t => t.TenantId == tenantId).Select(t => t.Credential!.Blob).SingleAsync());
}
