using System.Net;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Api;

/// <summary>What the operator asks of the service itself, and the preview of a tool policy.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class OperationsTests(Engine engine) : AuditFixture(engine)
{
    private static (string, string) Admin => ("Authorization", $"Bearer {AdminOptions.SampleKey}");

    private string Preview => $"/api/tenants/{Acme.TenantId}/tools/preview";

    [Test]
    public async Task Health_ForTheOperator_TellsWhatIsOpenAndWhichCredentialsExpire()
    {
        await Acme.ToolAsync(WhoAmI);
        var health = (await AdminAsync("/api/health")).Json;
        var details = health.GetProperty("details");

        details.GetProperty("database").GetProperty("healthy").GetBoolean().ShouldBeTrue();
        details.GetProperty("upstream").GetString().ShouldBe(Upstream.Address.Authority);
        details.GetProperty("isSandbox").GetBoolean().ShouldBeFalse();
        details.GetProperty("expiring").GetArrayLength().ShouldBe(0);
        var gauges = details.GetProperty("gauges").EnumerateArray().ToList();
        ValueOf(gauges, "mcpservice.sessions.open", "pooled").ShouldBeGreaterThanOrEqualTo(1);
        ValueOf(gauges, "mcpservice.calls.active", null).ShouldBe(0);
        gauges.ShouldContain(g => g.GetProperty("name").GetString() == "mcpservice.trail.backlog");
    }

    [Test]
    public async Task Health_TokenThatEndsSoon_IsNamed()
    {
        var tenant = await Gateway.CreateTenantAsync(TokenEnding(TimeProvider.System.GetUtcNow().AddDays(1)));
        var expiring = (await AdminAsync("/api/health")).Json.GetProperty("details").GetProperty("expiring").EnumerateArray().ToList();

        expiring.ShouldHaveSingleItem().GetProperty("tenantId").GetString().ShouldBe(tenant.TenantId);
        await Gateway.SendAsync(HttpMethod.Delete, $"/api/tenants/{tenant.TenantId}", null, Admin);
    }

    [Test]
    public async Task Replicas_TheOneThatAnswers_IsUp()
    {
        await Acme.ToolAsync(WhoAmI);
        await CommittedAsync(AuditAction.ToolCall, 1);
        var replica = (await AdminAsync("/api/replicas")).Json.GetProperty("replicas").EnumerateArray().ToList().ShouldHaveSingleItem();

        replica.GetProperty("isThis").GetBoolean().ShouldBeTrue();
        replica.GetProperty("status").GetString().ShouldBe("up");
        replica.GetProperty("startedAt").GetDateTimeOffset().ShouldBeInRange(TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    [Test]
    public async Task Settings_AreToldWithoutSecrets()
    {
        var answer = await AdminAsync("/api/settings");
        var settings = answer.Json.GetProperty("settings").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!);

        settings["DATABASE_URL"].GetProperty("isConfidential").GetBoolean().ShouldBeTrue();
        settings["DATABASE_URL"].GetProperty("isSet").GetBoolean().ShouldBeTrue();
        settings["DATABASE_URL"].GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Null);
        settings["AUDIT_DURABILITY"].GetProperty("value").GetString().ShouldBe("before-call");
        settings["UPSTREAM_TIMEOUT_SECONDS"].GetProperty("value").GetString().ShouldBe("30");
        settings["UPSTREAM_TIMEOUT_SECONDS"].GetProperty("isSet").GetBoolean().ShouldBeFalse();
        var admin = settings["ADMIN_API_KEY"];
        (admin.GetProperty("isSample").GetBoolean(), admin.GetProperty("isSet").GetBoolean(), admin.GetProperty("value").ValueKind).ShouldBe((true, false, JsonValueKind.Null));
        settings.Values.Count(s => s.GetProperty("isSample").GetBoolean()).ShouldBe(1);
        answer.Text.ShouldNotContain(AdminOptions.SampleKey);
        answer.Text.ShouldNotContain(GatewayHost.EncryptionKey.Split(':')[1]);
    }

    [TestCase("/api/health")]
    [TestCase("/api/replicas")]
    [TestCase("/api/settings")]
    [TestCase("/api/audit/verification")]
    public async Task Operations_ForATenant_AreForbidden(string path) => (await GetAsync(path, Acme.KeyHeader)).Code.ShouldBe("forbidden");

    [Test]
    public async Task Preview_APolicyNotInForce_SaysWhatRemainsAndChangesNothing()
    {
        var preview = await PostAsync(Preview, """{"tools": {"deny": ["whoami"]}}""");
        preview.Status.ShouldBe(HttpStatusCode.OK, preview.Text);

        var tools = preview.Json.GetProperty("tools").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!, t => t.GetProperty("isAllowed").GetBoolean());
        tools["whoami"].ShouldBeFalse();
        tools.Values.Count(allowed => allowed).ShouldBe(tools.Count - 1);
        preview.Json.GetProperty("allowed").GetInt32().ShouldBe(tools.Count - 1);
        preview.Json.GetProperty("hidden").GetInt32().ShouldBe(1);
        (await Acme.ToolAsync(WhoAmI)).Status.ShouldBe(HttpStatusCode.OK);
        var id = (await CommittedAsync(AuditAction.ToolList, 1)).ShouldHaveSingleItem();
        (id.Actor, id.Outcome).ShouldBe((AuditActor.Admin, AuditOutcome.Success));
        id.TenantRef.ShouldNotBeNull();
    }

    [Test]
    public async Task Preview_FaultsAndStrangers_AreRefusedAsAChangeIs()
    {
        (await PostAsync(Preview, """{"tools": {"deny": ["a b"]}}""")).FaultyFields.ShouldBe(["tools.deny[0]"]);
        (await PostAsync(Preview, """{"tools": {"deny": ["a"]}, "x": 1}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync("/api/tenants/tenant-nobody/tools/preview", "{}")).Code.ShouldBe("tenant_not_found");
        (await Gateway.SendAsync(HttpMethod.Post, Preview, "{}", Acme.KeyHeader)).Code.ShouldBe("forbidden");
    }

    private static double ValueOf(IEnumerable<JsonElement> gauges, string name, string? kind) =>
        gauges.Single(g => g.GetProperty("name").GetString() == name && g.GetProperty("kind").GetString() == kind).GetProperty("value").GetDouble();

    /// <summary>A JWT is read for its end alone; nobody here checks who signed it.</summary>
    private static string TokenEnding(DateTimeOffset end)
    {
        var (header, claims) = (Part("""{"alg":"HS256","typ":"JWT"}"""), Part($$"""{"exp":{{end.ToUnixTimeSeconds()}}}"""));
        return $"{header}.{claims}.{Part("signature")}";
    }

    private static string Part(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));

    private Task<Answer> PostAsync(string path, string json) => Gateway.SendAsync(HttpMethod.Post, path, json, Admin);
}
