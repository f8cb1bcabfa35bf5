using System.Net.Http.Headers;
using McpService.Common.Gateway;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Tenants;

/// <summary><c>ETag</c> and <c>If-Match</c>: nobody overwrites what they have not seen.</summary>
internal sealed class RevisionTests(Engine engine) : TenantFixture(engine)
{
    private static readonly (string Method, string Path, string? Body)[] Changes =
    [
        ("PATCH", "", """{"name":"Changed"}"""),
        ("PUT", "/credential", """{"integrationAppToken":"other"}"""),
        ("POST", "/suspend", null),
        ("POST", "/resume", null),
        ("POST", "/api-keys", null),
        ("POST", "/api-keys/rotate", null),
        ("DELETE", "", null),
    ];

    private static IEnumerable<TestCaseData> EveryChange => Changes.Select(c => new TestCaseData(c.Method, c.Path, c.Body));

    [Test]
    public async Task ETag_OfCreateGetAndChange_ChangesWithTheTenantOnly()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var read = (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"];
        var changed = (await AdminAsync(HttpMethod.Patch, PathOf(tenant), """{"name":"Changed"}""", read)).Headers["ETag"];

        read.ShouldMatch("^\"[0-9]+\"$");
        changed.ShouldNotBe(read);
        (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"].ShouldBe(changed);
        (await AdminAsync(HttpMethod.Post, "/api/tenants", """{"integrationKey":"hubspot","integrationAppToken":"t"}""")).Headers.ContainsKey("ETag").ShouldBeTrue();
    }

    [TestCaseSource(nameof(EveryChange))]
    public async Task Change_IfMatchOfYesterday_412AndNothingChanged(string method, string path, string? body)
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var stale = (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"];
        await PatchAsync(tenant, """{"name":"Somebody else's"}""");
        var before = await AdminAsync(HttpMethod.Get, PathOf(tenant));

        var answer = await AdminAsync(new HttpMethod(method), PathOf(tenant, path), body, stale);

        ShouldBeProblem(answer, 412, "precondition_failed");
        var after = await AdminAsync(HttpMethod.Get, PathOf(tenant));
        after.Text.ShouldBe(before.Text);
        after.Headers["ETag"].ShouldBe(before.Headers["ETag"]);
    }

    [TestCase("*")]
    [TestCase("{0}")]
    [TestCase("\"999999\", {0}")]
    public async Task Change_IfMatchOfNow_Passes(string ifMatch)
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var current = (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"];
        var header = ifMatch.Replace("{0}", current, StringComparison.Ordinal);
        ShouldBeOk(await AdminAsync(HttpMethod.Patch, PathOf(tenant), """{"name":"Changed"}""", header));
    }

    [TestCase("W/{0}")]
    [TestCase("\"never-given\"")]
    public async Task Change_TagThatCannotMatch_412(string ifMatch)
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var current = (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"];
        var header = ifMatch.Replace("{0}", current, StringComparison.Ordinal);
        ShouldBeProblem(await AdminAsync(HttpMethod.Patch, PathOf(tenant), """{"name":"Changed"}""", header), 412, "precondition_failed");
    }

    [TestCase("5")]
    [TestCase("\"5")]
    [TestCase("*, \"5\"")]
    public async Task Change_MalformedIfMatch_400NamesItBesideTheOtherFaults(string ifMatch)
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        using var request = new HttpRequestMessage(HttpMethod.Patch, PathOf(tenant)) { Content = new StringContent("""{"name":""}""", new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("Authorization", $"Bearer {AdminOptions.SampleKey}");
        request.Headers.TryAddWithoutValidation("If-Match", [ifMatch]);
        using var response = await Gateway.Client.SendAsync(request);

        var answer = await Answer.ReadAsync(response);

        ShouldBeProblem(answer, 400, "validation_failed");
        answer.FaultyFields.ShouldBe(["If-Match", "name"], ignoreOrder: true);
    }

    [Test]
    public async Task Change_ManyAtOnceFromOneRevision_OneWins()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var current = (await AdminAsync(HttpMethod.Get, PathOf(tenant))).Headers["ETag"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => AdminAsync(HttpMethod.Patch, PathOf(tenant), $$"""{"name":"Writer {{i}}"}""", current)));

        answers.Count(a => (int)a.Status == 200).ShouldBe(1, string.Join('\n', answers.Select(a => a.ToString())));
        answers.Where(a => (int)a.Status != 200).ShouldAllBe(a => (int)a.Status == 412);
    }
}
