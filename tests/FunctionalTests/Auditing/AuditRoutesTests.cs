using System.Net;
using System.Text;
using System.Text.Json;
using McpService.Common.Time;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Auditing.Upkeep;
using McpService.Infrastructure.Auditing.Verification;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpService.FunctionalTests.Auditing;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class AuditRoutesTests(Engine engine) : AuditFixture(engine)
{
    private const int Calls = 7;

    private string _requestId = "";

    private string Own => $"/api/tenant/{Acme.TenantId}/audit";

    private protected override async Task FillAsync()
    {
        for (var i = 0; i < Calls; i++) _requestId = (await Acme.ToolAsync(WhoAmI)).Headers["X-Request-Id"];
        await Other.ToolAsync("""{"method": "=cmd()", "params": {"a": 1}}""");
        await CommittedAsync(AuditAction.ToolCall, Calls + 1);
    }

    [Test]
    public async Task List_PageByPage_GivesEachEntryOnceNewestFirst()
    {
        var (ids, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await AdminAsync($"/api/audit?limit=3&action=tool_call{cursor}");
            page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
            ids.AddRange(Entries(page).Select(e => e.GetProperty("id").GetGuid()));
            cursor = page.Json.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        ids.Count.ShouldBe(Calls + 1);
        ids.ShouldBe(ids.Distinct().OrderDescending());
    }

    [Test]
    public async Task Swagger_FiltersAsTheExamplesHaveThem_RunOnEveryRoute()
    {
        var paths = (await AdminAsync("/swagger/v1/swagger.json")).Json.GetProperty("paths");
        foreach (var path in new[] { "/api/audit", "/api/audit/summary", "/api/usage" })
        {
            var examples = paths.GetProperty(path).GetProperty("get").GetProperty("parameters").EnumerateArray().Where(p => p.TryGetProperty("example", out _)).ToList();
            examples.Count.ShouldBeGreaterThan(1, path);
            var answer = await AdminAsync($"{path}?{string.Join('&', examples.Select(p => $"{p.GetProperty("name").GetString()}={p.GetProperty("example")}"))}");
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{path}: {answer.Text}");
        }
    }

    [Test]
    public async Task List_EachFilter_LetsThroughWhatItSays()
    {
        var all = Entries(await AdminAsync("/api/audit?limit=500"));
        var key = all.First(e => e.GetProperty("keyId").ValueKind == JsonValueKind.String).GetProperty("keyId").GetString();
        foreach (var (filter, expected) in new[]
        {
            ($"tenantId={Acme.TenantId}&action=tool_call", Calls),
            ("tenantId=tenant-nobody", 0),
            ("tool=whoami", Calls),
            ("outcome=not_sent", 1),
            ("actor=admin&action=tenant_create", 2),
            ($"requestId={_requestId}", 1),
            ($"keyId={key}&action=tool_call", all.Count(e => e.GetProperty("keyId").GetString() == key && e.GetProperty("action").GetString() == "tool_call")),
            ("from=2001-01-01T00:00:00Z&to=2002-01-01T00:00:00%2B01:00", 0),
        })
        {
            var answer = await AdminAsync($"/api/audit?{filter}");
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
            Entries(answer).Count.ShouldBe(expected, filter);
        }
    }

    [Test]
    public async Task List_OneCall_TellsAll()
    {
        var entry = Entries(await AdminAsync($"/api/audit?requestId={_requestId}"))[0];

        entry.GetProperty("tenantId").GetString().ShouldBe(Acme.TenantId);
        entry.GetProperty("requestId").GetString().ShouldBe(_requestId);
        entry.GetProperty("actor").GetString().ShouldBe("tenant");
        entry.GetProperty("outcome").GetString().ShouldBe("success");
        entry.GetProperty("chained").GetBoolean().ShouldBeTrue();
        entry.GetProperty("bytesOut").GetInt64().ShouldBeGreaterThan(0);
        entry.GetProperty("durationMs").GetDouble().ShouldBeGreaterThan(0);
        entry.GetProperty("at").GetDateTimeOffset().ShouldBeInRange(TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow());
    }

    [Test]
    public async Task ListOfTenant_ItsKey_SeesItsOwnWithoutOperatorsAddresses()
    {
        var entries = Entries(await GetAsync($"{Own}?limit=500", Acme.KeyHeader));

        entries.ShouldAllBe(e => e.GetProperty("tenantId").GetString() == Acme.TenantId);
        entries.Count(e => e.GetProperty("action").GetString() == "tool_call").ShouldBe(Calls);
        entries.Single(e => e.GetProperty("action").GetString() == "tenant_create").GetProperty("address").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [TestCase("audit")]
    [TestCase("audit/summary")]
    [TestCase("usage")]
    public async Task OfTenant_Anothers_IsThe404OfATenantThatDoesNotExist(string route)
    {
        var anothers = await GetAsync($"/api/tenant/{Other.TenantId}/{route}", Acme.KeyHeader);
        var nobodys = await GetAsync($"/api/tenant/tenant-nobody/{route}", Acme.KeyHeader);

        anothers.Status.ShouldBe(HttpStatusCode.NotFound);
        WithoutId(anothers).ShouldBe(WithoutId(nobodys));
        (await GetAsync($"/api/tenant/{Acme.TenantId}/{route}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await AdminAsync($"/api/tenant/{Acme.TenantId}/{route}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAsync($"/api/{route}", Acme.KeyHeader)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task SummaryOfTenant_ItsKey_CountsItsOwnAlone()
    {
        await Eventually.TrueAsync(async _ => Rows(await SummaryOfAcmeAsync("")).Sum(CallsOf) >= Calls, "the calls");

        var rows = Rows(await SummaryOfAcmeAsync(""));
        rows.ShouldAllBe(r => r.GetProperty("tenantId").GetString() == Acme.TenantId);
        rows.Single(r => r.GetProperty("tool").GetString() == "whoami").GetProperty("p95Ms").GetDouble().ShouldBeGreaterThan(0);
        Rows(await SummaryOfAcmeAsync("?tool=nothing")).ShouldBeEmpty();
        (await SummaryOfAcmeAsync($"?tenantId={Other.TenantId}")).FaultyFields.ShouldBe(["tenantId"]);
    }

    /// <summary>When its time has come a replica looks, and the next one to ask is too early.</summary>
    [Test]
    public async Task Verification_ARegularLook_IsKeptForWhoeverAsks()
    {
        (await LastVerificationAsync()).ValueKind.ShouldBe(JsonValueKind.Null);
        var (services, time) = (Gateway.Services, new ManualTimeProvider(TimeProvider.System.GetUtcNow()));
        using var regular = new RegularVerification(
            services.GetRequiredService<WholeTrailVerification>(), services.GetRequiredService<VerificationTable>(), services.GetRequiredService<DatabaseState>(),
            Options.Create(new AuditOptions()), time, NullLogger<RegularVerification>.Instance);
        await regular.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(_ => Task.FromResult(time.ActiveTimers > 0), "The wait for the first look");

        time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(async _ => (await LastVerificationAsync()).ValueKind == JsonValueKind.Object, "A look that is kept");
        await regular.StopAsync(CancellationToken.None);

        var last = await LastVerificationAsync();
        last.GetProperty("isWhole").GetBoolean().ShouldBeTrue();
        last.GetProperty("entries").GetInt64().ShouldBeGreaterThan(Calls);
        last.GetProperty("breaks").GetArrayLength().ShouldBe(0);
        (await services.GetRequiredService<VerificationTable>().ClaimAsync(TimeSpan.FromHours(1), CancellationToken.None)).ShouldBeFalse();
        (await services.GetRequiredService<VerificationTable>().ClaimAsync(TimeSpan.Zero, CancellationToken.None)).ShouldBeTrue();
    }

    [TestCase("nothing=1", "nothing")]
    [TestCase("limit=0", "limit")]
    [TestCase("limit=501", "limit")]
    [TestCase("limit=many", "limit")]
    [TestCase("from=2026-11-26T08:00:00", "from")]
    [TestCase("from=2026-11-26T08:00:00Z&to=2026-11-25T08:00:00Z", "from")]
    [TestCase("action=dance", "action")]
    [TestCase("outcome=fine", "outcome")]
    [TestCase("actor=me", "actor")]
    [TestCase("requestId=1", "requestId")]
    [TestCase("tool=a&tool=b", "tool")]
    [TestCase("cursor=nonsense", "cursor")]
    [TestCase("after=nonsense", "after")]
    [TestCase("after=start&tool=a", "after")]
    public async Task List_BadFilter_Is400WithItsField(string query, string field)
    {
        var answer = await AdminAsync($"/api/audit?{query}");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.FaultyFields.ShouldBe([field]);
    }

    [TestCase("tenantId=tenant-x", "tenantId")]
    [TestCase("after=start", "after")]
    public async Task ListOfTenant_OperatorsFilter_Is400WithItsField(string query, string field) =>
        (await GetAsync($"{Own}?{query}", Acme.KeyHeader)).FaultyFields.ShouldBe([field]);

    [Test]
    public async Task List_CursorOfAnotherQueryOrCaller_Is400()
    {
        var cursor = (await AdminAsync("/api/audit?limit=1")).Json.GetProperty("nextCursor").GetString();

        (await AdminAsync($"/api/audit?limit=1&tool=whoami&cursor={cursor}")).FaultyFields.ShouldBe(["cursor"]);
        (await GetAsync($"{Own}?cursor={cursor}", Acme.KeyHeader)).FaultyFields.ShouldBe(["cursor"]);
    }

    [Test]
    public async Task List_After_MissesNothingAndEndsWhereItBegan()
    {
        var (ids, after) = (new List<Guid>(), "start");
        while (true)
        {
            var page = await AdminAsync($"/api/audit?limit=2&after={after}");
            page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
            after = page.Json.GetProperty("after").GetString()!;
            if (Entries(page).Count == 0) break;
            ids.AddRange(Entries(page).Select(e => e.GetProperty("id").GetGuid()));
        }

        ids.ShouldBeUnique();
        ids.Order().ShouldBe((await TrailRows.ReadAsync(Gateway.Services)).Select(e => e.Id).Where(ids.Contains));
        ids.Count.ShouldBeGreaterThanOrEqualTo(Calls + 3);

        // No call of a tool, which other tests count.
        var call = (await Other.ToolAsync("""{"method": "listTools"}""")).Headers["X-Request-Id"];
        await Eventually.TrueAsync(
            async _ => Entries(await AdminAsync($"/api/audit?after={after}")).Exists(e => e.GetProperty("requestId").GetString() == call), "the next call");
    }

    [Test]
    public async Task Export_Csv_QuotesWhatASpreadsheetWouldRun()
    {
        var csv = await AdminAsync($"/api/audit?action=tool_call&tenantId={Other.TenantId}", "text/csv");

        csv.Headers["Content-Type"].ShouldStartWith("text/csv");
        var lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("id,at,tenantId,actor");
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain("\"'=cmd()\"");
    }

    [Test]
    public async Task Export_Ndjson_IsAnObjectALine()
    {
        var ndjson = await GetAsync($"{Own}?action=tool_call", Acme.KeyHeader, ("Accept", "application/x-ndjson"));

        ndjson.Headers["Content-Type"].ShouldBe("application/x-ndjson");
        var rows = Encoding.UTF8.GetString(ndjson.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        rows.Count.ShouldBeGreaterThanOrEqualTo(Calls);
        rows.ShouldAllBe(r => r.GetProperty("tenantId").GetString() == Acme.TenantId);
    }

    [Test]
    public async Task Usage_ComparedWithTheTrail_Agrees()
    {
        var trail = (await TrailRows.ReadAsync(Gateway.Services)).Count(e => e.Action == AuditAction.ToolCall && e.Tool == "whoami");
        await Eventually.TrueAsync(
            async _ => Usage(await AdminAsync("/api/usage?tool=whoami")).Sum(u => u.GetProperty("calls").GetInt64()) >= trail, "a second later");

        var own = Usage(await GetAsync($"/api/tenant/{Acme.TenantId}/usage?interval=day", Acme.KeyHeader));
        own.ShouldAllBe(u => u.GetProperty("tenantId").GetString() == Acme.TenantId);
        own.Single(u => u.GetProperty("tool").GetString() == "whoami").GetProperty("calls").GetInt64().ShouldBeGreaterThanOrEqualTo(Calls);
        var summary = (await AdminAsync($"/api/audit/summary?tenantId={Acme.TenantId}&tool=whoami")).Json;
        summary.GetProperty("percentilesAreEstimated").GetBoolean().ShouldBeTrue();
        summary.GetProperty("rows")[0].GetProperty("p95Ms").GetDouble().ShouldBeGreaterThan(0);
        summary.GetProperty("total").GetProperty("calls").GetInt64().ShouldBe(summary.GetProperty("rows").EnumerateArray().Sum(r => r.GetProperty("calls").GetInt64()));
        summary.GetProperty("total").GetProperty("p95Ms").GetDouble().ShouldBeGreaterThan(0);
        (await AdminAsync("/api/usage?interval=year")).FaultyFields.ShouldBe(["interval"]);
        (await AdminAsync("/api/usage", "text/csv")).Text.ShouldContain("whoami");
    }

    [Test]
    public async Task Refusals_OfNobody_AreCountedInOneEntryAndOfAKnownCallerAreEntries()
    {
        for (var i = 0; i < 5; i++) (await GetAsync("/api/audit", ("x-api-key", "wrong"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync("/api/audit", Other.KeyHeader)).Status.ShouldBe(HttpStatusCode.Forbidden);

        Gateway.Services.GetRequiredService<RefusalCounter>().Flush();

        var counted = (await CommittedAsync(AuditAction.RequestsRefuse, 1)).First(e => e.Code == "invalid_credentials");
        counted.Times.ShouldBe(5);
        counted.Address.ShouldBe("127.0.0.0/24");
        (await CommittedAsync(AuditAction.AccessRefuse, 1)).ShouldContain(e => e.Code == "forbidden" && e.Actor == AuditActor.Tenant && e.TenantRef != null);
    }

    private async Task<JsonElement> LastVerificationAsync() => (await AdminAsync("/api/audit/verification")).Json.GetProperty("last");

    private Task<Common.Gateway.Answer> SummaryOfAcmeAsync(string query) => GetAsync($"{Own}/summary{query}", Acme.KeyHeader);

    private static List<JsonElement> Rows(Common.Gateway.Answer answer) => [.. answer.Json.GetProperty("rows").EnumerateArray()];

    private static long CallsOf(JsonElement row) => row.GetProperty("calls").GetInt64();

    private static string WithoutId(Common.Gateway.Answer answer)
    {
        var headers = answer.Headers.Where(h => h.Key is not ("Date" or "RateLimit-Remaining" or "RateLimit-Reset")).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}");
        return $"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Text}".Replace(answer.Headers["X-Request-Id"], "*", StringComparison.Ordinal);
    }

    private static List<JsonElement> Usage(Common.Gateway.Answer answer) => [.. answer.Json.GetProperty("usage").EnumerateArray()];
}
