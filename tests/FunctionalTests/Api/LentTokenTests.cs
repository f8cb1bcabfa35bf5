using System.Net;
using System.Text.Json;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Api;

/// <summary>A tenant's token for the operator, and the renewal of tokens.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class LentTokenTests(Engine engine) : AuditFixture(engine)
{
    private const string ListTools = """{"method": "listTools"}""";

    private static (string, string) Admin => ("Authorization", $"Bearer {AdminOptions.SampleKey}");

    [Test]
    public async Task LentToken_IsTheTenantsForFiveMinutes_AndTheTrailNamesTheOperator()
    {
        var lent = await LendAsync(Acme.TenantId);
        lent.Json.GetProperty("expiresIn").GetInt32().ShouldBe(300);
        lent.Json.GetProperty("tenantId").GetString().ShouldBe(Acme.TenantId);

        var call = await PostAsync(Acme.ToolPath, WhoAmI, HeaderOf(lent));
        call.Status.ShouldBe(HttpStatusCode.OK, call.Text);
        (await GetAsync($"/api/tenant/{Acme.TenantId}/usage", HeaderOf(lent))).Status.ShouldBe(HttpStatusCode.OK);

        var issued = (await CommittedAsync(AuditAction.TenantTokenIssue, 1)).First(e => e.Actor == AuditActor.Admin);
        var acme = issued.TenantRef.ShouldNotBeNull();
        (await CommittedAsync(AuditAction.ToolCall, 1)).ShouldContain(e => e.Actor == AuditActor.Admin && e.TenantRef == acme && e.KeyId == null && e.Outcome == AuditOutcome.Success);
    }

    [Test]
    public async Task LentToken_OpensAnMcpSession()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(Initialize, null, "application/json") };
        request.Headers.Add("Authorization", HeaderOf(await LendAsync(Acme.TenantId)).Value);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await Gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Headers.Contains("Mcp-Session-Id").ShouldBeTrue();
    }

    [Test]
    public async Task LentToken_MakesNeitherKeysNorTokens_NorOpensAnothersPath()
    {
        var header = HeaderOf(await LendAsync(Acme.TenantId));

        (await PostAsync($"/api/tenants/{Acme.TenantId}/api-keys/rotate", null, header)).Code.ShouldBe("forbidden");
        (await PostAsync($"/api/tenants/{Acme.TenantId}/tokens", null, header)).Code.ShouldBe("forbidden");
        (await PostAsync("/api/auth/tenant-token", null, header)).Code.ShouldBe("invalid_credentials");
        (await PostAsync(Other.ToolPath, ListTools, header)).Code.ShouldBe("tenant_not_found");
        (await GetAsync("/api/tenants", header)).Code.ShouldBe("forbidden");
    }

    [Test]
    public async Task LentToken_SuspendedOrDeleted_IsRefused()
    {
        var tenant = await Gateway.CreateTenantAsync("token-of-a-third");
        var header = HeaderOf(await LendAsync(tenant.TenantId));

        (await PostAsync($"/api/tenants/{tenant.TenantId}/suspend", null, Admin)).Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(tenant.ToolPath, ListTools, header)).Code.ShouldBe("tenant_suspended");
        (await LendAsync(tenant.TenantId)).Code.ShouldBe("tenant_suspended");

        (await Gateway.SendAsync(HttpMethod.Delete, $"/api/tenants/{tenant.TenantId}", null, Admin)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(tenant.ToolPath, ListTools, header)).Code.ShouldBe("invalid_credentials");
        (await LendAsync(tenant.TenantId)).Code.ShouldBe("tenant_not_found");
    }

    /// <summary>What the tenant made itself works again, what an operator borrowed before does not.</summary>
    [Test]
    public async Task LentToken_SuspendedAndResumed_StaysOver()
    {
        var tenant = await Gateway.CreateTenantAsync("token-of-a-fifth");
        var (before, own) = (HeaderOf(await LendAsync(tenant.TenantId)), await tenant.TokenHeaderAsync());
        foreach (var change in new[] { "suspend", "resume" }) (await PostAsync($"/api/tenants/{tenant.TenantId}/{change}", null, Admin)).Status.ShouldBe(HttpStatusCode.OK);

        (await PostAsync(tenant.ToolPath, ListTools, before)).Code.ShouldBe("invalid_credentials");
        (await PostAsync(tenant.ToolPath, ListTools, own)).Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(tenant.ToolPath, ListTools, HeaderOf(await LendAsync(tenant.TenantId)))).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>With a lent token it is the tenant's call: made once under its key, whoever repeats it, and the trail says who did. Tokens themselves are never repeated.</summary>
    [Test]
    public async Task LentToken_WithAnIdempotencyKey_CallsOnceAndIsRepeated()
    {
        var tenant = await Gateway.CreateTenantAsync("token-of-a-sixth");
        (string, string) key = ("Idempotency-Key", "lent-1");
        var header = HeaderOf(await LendAsync(tenant.TenantId));
        var runs = Upstream.Record.Runs("whoami");

        var first = await PostAsync(tenant.ToolPath, WhoAmI, header, key);
        var again = await PostAsync(tenant.ToolPath, WhoAmI, header, key);
        var byTheTenant = await PostAsync(tenant.ToolPath, WhoAmI, tenant.KeyHeader, key);
        var byAnother = await PostAsync(Other.ToolPath, WhoAmI, HeaderOf(await LendAsync(Other.TenantId)), key);

        first.Status.ShouldBe(HttpStatusCode.OK, first.Text);
        (again.Text, again.Headers["Idempotent-Replayed"]).ShouldBe((first.Text, "true"));
        (byTheTenant.Text, byTheTenant.Headers["Idempotent-Replayed"]).ShouldBe((first.Text, "true"));
        byAnother.Headers.ContainsKey("Idempotent-Replayed").ShouldBeFalse();
        byAnother.Text.ShouldNotBe(first.Text);
        Upstream.Record.Runs("whoami").ShouldBe(runs + 2);
        (await PostAsync($"/api/tenants/{tenant.TenantId}/api-keys/rotate", null, header, key)).Code.ShouldBe("forbidden");

        var lend = new[] { await PostAsync($"/api/tenants/{tenant.TenantId}/tokens", null, Admin, key), await PostAsync($"/api/tenants/{tenant.TenantId}/tokens", null, Admin, key) };
        lend.ShouldAllBe(l => l.Status == HttpStatusCode.OK);
        TokenOf(lend[0]).ShouldNotBe(TokenOf(lend[1]));
        await Eventually.TrueAsync(async _ => (await ReplayedAsync()).Count == 2, "The entries of the repetitions");
        (await ReplayedAsync()).Order().ShouldBe(new[] { AuditActor.Admin, AuditActor.Tenant }.Order());
    }

    [Test]
    public async Task Lend_ByATenantOrNobody_IsRefused()
    {
        (await PostAsync($"/api/tenants/{Acme.TenantId}/tokens", null, Acme.KeyHeader)).Code.ShouldBe("forbidden");
        (await PostAsync($"/api/tenants/{Acme.TenantId}/tokens", null)).Code.ShouldBe("unauthorized");
    }

    [Test]
    public async Task LentToken_WhereBothCredentialsAreNeeded_IsEnough()
    {
        await using var strict = await GatewayHost.StartAsync([$"--INTEGRATION_APP_MCP_URL={Upstream.Address}", "--TENANT_AUTH=both"]);
        var tenant = await strict.CreateTenantAsync();
        var lent = await strict.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant.TenantId}/tokens", null, Admin);

        (await strict.SendAsync(HttpMethod.Post, tenant.ToolPath, ListTools, HeaderOf(lent))).Status.ShouldBe(HttpStatusCode.OK);
        (await strict.SendAsync(HttpMethod.Post, tenant.ToolPath, ListTools, await tenant.TokenHeaderAsync())).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Renew_LiveTokenOfItsOwnKind_KeepsWhenTheKeyWasShown()
    {
        var admin = await PostAsync("/api/auth/token", $$"""{"key": "{{AdminOptions.SampleKey}}"}""");
        var renewed = await PostAsync("/api/auth/token", null, HeaderOf(admin));
        AuthTimeOf(renewed).ShouldBe(AuthTimeOf(admin));
        (await GetAsync("/api/tenants", HeaderOf(renewed))).Status.ShouldBe(HttpStatusCode.OK);

        var tenant = await PostAsync("/api/auth/tenant-token", null, Acme.KeyHeader);
        var again = await PostAsync("/api/auth/tenant-token", null, HeaderOf(tenant));
        AuthTimeOf(again).ShouldBe(AuthTimeOf(tenant));
        (await PostAsync(Acme.ToolPath, ListTools, HeaderOf(again))).Status.ShouldBe(HttpStatusCode.OK);

        (await PostAsync("/api/auth/token", null, HeaderOf(tenant))).Code.ShouldBe("invalid_credentials");
        (await PostAsync("/api/auth/tenant-token", null, HeaderOf(admin))).Code.ShouldBe("invalid_credentials");
        (await PostAsync("/api/auth/token", null, Admin)).Code.ShouldBe("invalid_credentials");
        (await PostAsync("/api/auth/token", null)).FaultyFields.ShouldBe(["key"]);
    }

    [Test]
    public async Task Renew_AfterTheKeyDied_IsRefused()
    {
        var tenant = await Gateway.CreateTenantAsync("token-of-a-fourth");
        var header = await tenant.TokenHeaderAsync();
        (await PostAsync($"/api/tenants/{tenant.TenantId}/api-keys/rotate", """{"overlapSeconds": 0}""", Admin)).Status.ShouldBe(HttpStatusCode.OK);

        (await PostAsync("/api/auth/tenant-token", null, header)).Code.ShouldBe("invalid_credentials");
    }

    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"console","version":"1"}}}""";

    private static (string Name, string Value) HeaderOf(Answer token) => ("Authorization", $"Bearer {token.Json.GetProperty("token").GetString()}");

    private static long AuthTimeOf(Answer token)
    {
        token.Status.ShouldBe(HttpStatusCode.OK, token.Text);
        var claims = System.Buffers.Text.Base64Url.DecodeFromChars(token.Json.GetProperty("token").GetString()!.Split('.')[1]);
        return JsonDocument.Parse(claims).RootElement.GetProperty("auth_time").GetInt64();
    }

    private static string TokenOf(Answer token) => token.Json.GetProperty("token").GetString()!;

    private async Task<List<AuditActor>> ReplayedAsync() => [.. (await TrailRows.ReadAsync(Gateway.Services)).Where(e => e.Outcome == AuditOutcome.Replayed).Select(e => e.Actor)];

    private Task<Answer> LendAsync(string tenantId) => PostAsync($"/api/tenants/{tenantId}/tokens", null, Admin);

    private Task<Answer> PostAsync(string path, string? json, params (string, string)[] headers) => Gateway.SendAsync(HttpMethod.Post, path, json, headers);
}
