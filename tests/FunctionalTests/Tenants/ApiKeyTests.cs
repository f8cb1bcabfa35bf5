using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Persistence.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Tenants;

/// <summary>Cases 27 and 28, and what else becomes of keys.</summary>
internal sealed class ApiKeyTests(Engine engine) : TenantFixture(engine)
{
    [Test]
    public async Task Rotate_WithDefaults_BothKeysWorkForADayAndOneAfter()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var before = Time.GetUtcNow();

        var rotated = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"));

        rotated.Json.EnumerateObject().Select(m => m.Name).ShouldBe(["apiKey", "keyId", "previousExpiresAt"]);
        (rotated.Json.GetProperty("previousExpiresAt").GetDateTimeOffset() - before - Tenant.DefaultOverlap).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        var newKey = KeyOf(rotated);
        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(200);
        (await StatusWithAsync(tenant, newKey)).ShouldBe(200);

        Time.Advance(Tenant.DefaultOverlap);
        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(401);
        (await StatusWithAsync(tenant, newKey)).ShouldBe(200);
    }

    [Test]
    public async Task Rotate_InAnOverlap_OldTokenEndsWithItsKey()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        ShouldBeOk(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), """{"overlapSeconds":120}"""));
        var token = await tenant.TokenAsync();
        (await StatusWithAsync(tenant, token)).ShouldBe(200);

        Time.Advance(TimeSpan.FromSeconds(121));

        (await StatusWithAsync(tenant, token)).ShouldBe(401);
    }

    [Test]
    public async Task Rotate_WithoutOverlap_OldKeyAndItsTokenDieNow()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var token = await tenant.TokenAsync();
        (await StatusWithAsync(tenant, token)).ShouldBe(200);
        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(200);

        var rotated = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), """{"overlapSeconds":0}""");

        (await StatusWithAsync(tenant, token)).ShouldBe(401);
        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(401);
        (await StatusWithAsync(tenant, KeyOf(rotated))).ShouldBe(200);
    }

    [Test]
    public async Task Rotate_WithoutOverlap_EndsKeysOfEarlierRotationsToo()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var second = KeyOf(await RotateAsync(tenant, tenant.ApiKey, """{"overlapSeconds":604800}"""));

        var third = KeyOf(await RotateAsync(tenant, second, """{"overlapSeconds":0}"""));

        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(401);
        (await StatusWithAsync(tenant, second)).ShouldBe(401);
        (await StatusWithAsync(tenant, third)).ShouldBe(200);
    }

    [Test]
    public async Task Rotate_ByTheTenantWithSeveralKeys_ReplacesTheOneItPresentsAndKeepsItsLabel()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var labelled = KeyOf(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys"), """{"label":"billing"}"""));

        var rotated = await RotateAsync(tenant, labelled, """{"overlapSeconds":0}""");

        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(200);
        (await StatusWithAsync(tenant, labelled)).ShouldBe(401);
        (await KeysAsync(tenant)).Single(k => Text(k, "keyId") == Text(rotated.Json, "keyId")).GetProperty("label").GetString().ShouldBe("billing");
    }

    [Test]
    public async Task Rotate_ByTheOperator_ReplacesEveryKeyOrTheOneNamed()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var second = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys"));

        var third = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), $$"""{"overlapSeconds":0,"keyId":"{{Text(second.Json, "keyId")}}"}""");
        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(200);
        (await StatusWithAsync(tenant, KeyOf(second))).ShouldBe(401);

        await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), """{"overlapSeconds":0}""");
        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(401);
        (await StatusWithAsync(tenant, KeyOf(third))).ShouldBe(401);
        ShouldBeProblem(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), """{"keyId":"nobodys"}"""), 404, "api_key_not_found");
    }

    [Test]
    public async Task Rotate_ByAnotherTenant_404AsForNobody()
    {
        var (mine, other) = (await Gateway.CreateTenantAsync("t"), await Gateway.CreateTenantAsync("t"));

        var somebody = await Gateway.SendAsync(HttpMethod.Post, PathOf(other, "/api-keys/rotate"), json: null, mine.KeyHeader);
        var nobody = await Gateway.SendAsync(HttpMethod.Post, "/api/tenants/tenant-nobody/api-keys/rotate", json: null, mine.KeyHeader);

        ShouldBeProblem(somebody, 404, "tenant_not_found");
        WithoutId(somebody).ShouldBe(WithoutId(nobody));
        (await StatusWithAsync(other, other.ApiKey)).ShouldBe(200);

        static string WithoutId(Answer answer) => answer.Text.Replace(answer.Headers["X-Request-Id"], "", StringComparison.Ordinal);
    }

    [Test]
    public async Task Rotate_SuspendedTenant_Conflicts()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        await AdminAsync(HttpMethod.Post, PathOf(tenant, "/suspend"));

        ShouldBeProblem(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate")), 409, "tenant_suspended");
        ShouldBeProblem(await RotateAsync(tenant, tenant.ApiKey, "{}"), 403, "tenant_suspended");
    }

    [TestCase("""{"overlapSeconds":-1}""", "overlapSeconds")]
    [TestCase("""{"overlapSeconds":604801}""", "overlapSeconds")]
    [TestCase("""{"overlapSeconds":"1"}""", "overlapSeconds")]
    [TestCase("""{"overlap":1}""", "overlap")]
    [TestCase("[]", "body")]
    public async Task Rotate_BadBody_400NamesTheFieldAndNothingChanges(string body, string field)
    {
        var tenant = await Gateway.CreateTenantAsync("t");

        var answer = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), body);

        ShouldBeProblem(answer, 400, "validation_failed");
        answer.FaultyFields.ShouldBe([field]);
        (await KeysAsync(tenant)).Count.ShouldBe(1);
    }

    [TestCase(null)]
    [TestCase("text/plain")]
    [TestCase("application/json; charset=bogus")]
    public async Task Rotate_NoBody_TakesAnyContentType(string? contentType)
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        using var request = new HttpRequestMessage(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"));
        request.Headers.Add("x-api-key", tenant.ApiKey);
        if (contentType is not null)
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.Add("Content-Type", contentType);
        }

        using var response = await Gateway.Client.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Test]
    public async Task Rotate_BodyOfAnotherType_415()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        using var request = new HttpRequestMessage(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate")) { Content = new StringContent("overlapSeconds=0") };
        request.Headers.Add("x-api-key", tenant.ApiKey);

        using var response = await Gateway.Client.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(415);
    }

    [Test]
    public async Task List_Keys_TellsWhatIsKnownAndNoSecret()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var second = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys"), """{"label":"billing"}""");

        var answer = await AdminAsync(HttpMethod.Get, PathOf(tenant, "/api-keys"));

        var keys = answer.Json.GetProperty("keys").EnumerateArray().ToList();
        keys.Select(k => Text(k, "keyId")).ShouldBe([Text(second.Json, "keyId"), tenant.ApiKey.Split('_')[1]]);
        keys[0].EnumerateObject().Select(m => m.Name).ShouldBe(["keyId", "label", "createdAt", "lastUsedAt", "expiresAt"]);
        answer.Text.ShouldNotContain(SecretOf(tenant.ApiKey));
        ShouldBeProblem(await AdminAsync(HttpMethod.Get, "/api/tenants/tenant-nobody/api-keys"), 404, "tenant_not_found");
    }

    [Test]
    public async Task Create_Key_WorksBesideTheOthersUpToTheCap()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var added = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys"), """{"label":"billing"}""");

        ((int)added.Status).ShouldBe(201);
        added.Json.EnumerateObject().Select(m => m.Name).ShouldBe(["apiKey", "keyId", "label", "createdAt"]);
        (await StatusWithAsync(tenant, KeyOf(added))).ShouldBe(200);
        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(200);
        for (var i = 2; i < Tenant.MaxApiKeys; i++) ShouldBeOk(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys")));
        ShouldBeProblem(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys")), 409, "too_many_api_keys");
    }

    [TestCase(" ")]
    [TestCase("a\u202eb")]
    public async Task Create_BadLabel_400(string label)
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        (await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys"), JsonSerializer.Serialize(new { label }))).FaultyFields.ShouldBe(["label"]);
    }

    [Test]
    public async Task Revoke_OneKey_ItAndItsTokenDieAndTheOthersLive()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var token = await tenant.TokenAsync();
        var other = KeyOf(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys")));
        (await StatusWithAsync(tenant, token)).ShouldBe(200);
        var path = PathOf(tenant, $"/api-keys/{tenant.ApiKey.Split('_')[1]}");

        ((int)(await AdminAsync(HttpMethod.Delete, path)).Status).ShouldBe(204);

        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(401);
        (await StatusWithAsync(tenant, token)).ShouldBe(401);
        (await StatusWithAsync(tenant, other)).ShouldBe(200);
        ShouldBeProblem(await AdminAsync(HttpMethod.Delete, path), 404, "api_key_not_found");
        (await KeysAsync(tenant)).Count.ShouldBe(1);
    }

    [Test]
    public async Task Use_OfAKeyOrItsToken_IsNotedAndDoesNotCountAsAChange()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var etag = (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"];
        var use = Gateway.Services.GetRequiredService<ApiKeyUse>();
        var token = await tenant.TokenAsync();
        use.Take();

        await StatusWithAsync(tenant, token);

        use.Take().SelectMany(second => second).ShouldContain(tenant.ApiKey.Split('_')[1]);
        (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"].ShouldBe(etag);
    }

    private static string KeyOf(Answer answer) => Text(answer.Json, "apiKey")!;

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private Task<Answer> RotateAsync(TestTenant tenant, string key, string json) =>
        Gateway.SendAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), json, ("x-api-key", key));

    private async Task<List<JsonElement>> KeysAsync(TestTenant tenant) =>
        [.. (await AdminAsync(HttpMethod.Get, PathOf(tenant, "/api-keys"))).Json.GetProperty("keys").EnumerateArray()];

    /// <summary>The part that only the tenant knows; it may have underscores of its own.</summary>
    private static string SecretOf(string apiKey)
    {
        var withChecksum = apiKey.Split('_', 3)[2];
        return withChecksum[..withChecksum.LastIndexOf('_')];
    }
}
