using System.Net;
using System.Text;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Tenants;

/// <summary>An operator's change sent again with the same <c>Idempotency-Key</c> gets the first answer, and nothing is done twice.</summary>
internal sealed class IdempotencyTests(Engine engine) : TenantFixture(engine)
{
    private const string NewTenant = """{"name":"Acme","integrationKey":"hubspot","integrationAppToken":"alice"}""";

    [Test]
    public async Task Create_Repeated_IsOneTenantAndItsKeyIsShownAgain()
    {
        var first = await CreateAsync("create-1");
        var again = await CreateAsync("create-1");
        var other = await CreateAsync("create-2");

        first.Status.ShouldBe(HttpStatusCode.Created, first.Text);
        first.Headers.ContainsKey("Idempotent-Replayed").ShouldBeFalse();
        again.Headers["Idempotent-Replayed"].ShouldBe("true");
        (again.Status, again.Text, again.Headers["ETag"], again.Headers["Location"]).ShouldBe((first.Status, first.Text, first.Headers["ETag"], first.Headers["Location"]));
        other.Text.ShouldNotBe(first.Text);
        (await OutcomesAsync(TenantOf(first))).ShouldBe(["success", "replayed"], ignoreOrder: true);
    }

    [Test]
    public async Task Create_RepeatedAtOnce_IsOneTenant()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CreateAsync("at-once")));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created);
        answers.Select(a => a.Text).Distinct().Count().ShouldBe(1);
        answers.Count(a => !a.Headers.ContainsKey("Idempotent-Replayed")).ShouldBe(1);
    }

    [Test]
    public async Task RotateAtOnce_Repeated_ShowsTheKeyThatWorks()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var path = PathOf(tenant, "/api-keys/rotate");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(HttpMethod.Post, path, """{"overlapSeconds":0}""", "rotate")));

        answers.Select(a => a.Text).Distinct().Count().ShouldBe(1);
        (await StatusWithAsync(tenant, answers[0].Json.GetProperty("apiKey").GetString()!)).ShouldBe(200);
    }

    /// <summary>The condition was true when the change was made, and is not any more because it was.</summary>
    [Test]
    public async Task Rotate_RepeatedWithIfMatch_IsTheFirstAnswer()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var etag = (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Gateway.SendAsync(
            HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"), null, Operator, ("Idempotency-Key", "with-condition"), ("If-Match", etag))));

        answers.Select(a => (a.Status, a.Text)).Distinct().ShouldHaveSingleItem().Status.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Key_GivenWithAnotherRequest_422AndNothingIsDone()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var other = await Gateway.CreateTenantAsync();
        ShouldBeOk(await SendAsync(HttpMethod.Put, PathOf(tenant, "/credential"), """{"integrationAppToken":"bob"}""", "credential"));

        ShouldBeProblem(await SendAsync(HttpMethod.Put, PathOf(tenant, "/credential"), """{"integrationAppToken":"carol"}""", "credential"), 422, "idempotency_key_reused");
        ShouldBeProblem(await SendAsync(HttpMethod.Put, PathOf(other, "/credential"), """{"integrationAppToken":"bob"}""", "credential"), 422, "idempotency_key_reused");
        (await OutcomesAsync(tenant.TenantId)).Count(o => o == "success").ShouldBe(2, "the creation and one credential");
    }

    [Test]
    public async Task Key_OfATenantAndOfTheOperator_AreApart()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var path = PathOf(tenant, "/api-keys/rotate");

        var operators = await SendAsync(HttpMethod.Post, path, """{"overlapSeconds":60}""", "same");
        var own = await Gateway.SendAsync(HttpMethod.Post, path, """{"overlapSeconds":60}""", tenant.KeyHeader, ("Idempotency-Key", "same"));

        ShouldBeOk(own);
        own.Text.ShouldNotBe(operators.Text);
    }

    /// <summary>A change that was refused was not made: the key is free for the request that is right.</summary>
    [Test]
    public async Task Key_OfARefusedChange_IsFree()
    {
        ShouldBeProblem(await SendAsync(HttpMethod.Post, "/api/tenants", """{"integrationAppToken":"alice"}""", "refused-first"), 400, "validation_failed");

        (await CreateAsync("refused-first")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Test]
    public async Task Key_AfterADay_IsFree()
    {
        var first = await CreateAsync("tomorrow");

        Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        var next = await CreateAsync("tomorrow");

        next.Status.ShouldBe(HttpStatusCode.Created, next.Text);
        TenantOf(next).ShouldNotBe(TenantOf(first));
    }

    [TestCase("with space")]
    [TestCase("")]
    public async Task Key_Unusable_400(string key)
    {
        var refused = await CreateAsync(key);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.FaultyFields.ShouldBe(["Idempotency-Key"]);
    }

    [Test]
    public async Task Key_GivenTwice_400() =>
        (await Gateway.SendAsync(HttpMethod.Post, "/api/tenants", NewTenant, Operator, ("Idempotency-Key", "a"), ("Idempotency-Key", "b"))).FaultyFields.ShouldBe(["Idempotency-Key"]);

    [Test]
    public async Task Kept_AnswersAndKeys_AreNotReadable()
    {
        var created = await SendAsync(HttpMethod.Post, "/api/tenants", """{"integrationKey":"hubspot","integrationAppToken":"canary-of-the-upstream"}""", "canary-of-the-client");

        var rows = await TrailRows.QueryAsync<string>(Gateway.Services, "SELECT scope || digest || blob FROM idempotency_records WHERE blob IS NOT NULL");

        rows.ShouldNotBeEmpty();
        var text = string.Join('\n', rows);
        foreach (var secret in new[] { created.Json.GetProperty("apiKey").GetString()!, "canary-of-the-upstream", "canary-of-the-client" })
            LeakScanner.Find(Encoding.UTF8.GetBytes(text), secret).ShouldBeEmpty();
    }

    [Test]
    public async Task Delete_OfATenant_TakesItsAnswersAndNotWhatWasDone()
    {
        var created = await CreateAsync("deleted-later");
        ShouldBeOk(await AdminAsync(HttpMethod.Delete, $"/api/tenants/{TenantOf(created)}"));

        ShouldBeProblem(await CreateAsync("deleted-later"), 409, "result_not_kept");
    }

    private static (string Name, string Value) Operator => ("Authorization", $"Bearer {AdminOptions.SampleKey}");

    private static string TenantOf(Answer created) => created.Json.GetProperty("tenantId").GetString()!;

    private Task<Answer> CreateAsync(string key) => SendAsync(HttpMethod.Post, "/api/tenants", NewTenant, key);

    private Task<Answer> SendAsync(HttpMethod method, string path, string json, string key) => Gateway.SendAsync(method, path, json, Operator, ("Idempotency-Key", key));

    private async Task<IEnumerable<string?>> OutcomesAsync(string tenantId)
    {
        IEnumerable<string?> outcomes = [];
        await Eventually.TrueAsync(
            async _ =>
            {
                var page = await AdminAsync(HttpMethod.Get, $"/api/audit?tenantId={tenantId}");
                outcomes = [.. page.Json.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("outcome").GetString())];
                return outcomes.Count() >= 2;
            },
            "the entries of the tenant");
        return outcomes;
    }
}
