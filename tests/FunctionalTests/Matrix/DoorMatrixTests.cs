using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Mcp;
using McpService.Infrastructure.Auditing.Upkeep;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Security.ApiKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Matrix;

/// <summary>
/// Every rule at every door. A rule that stands at one door and is missing at its sibling is the fault that comes back most: a new rule is tried
/// at all doors, and a new door under all rules, or this fails.
/// </summary>
internal sealed class DoorMatrixTests : McpFixture
{
    private const string Revision = "2026-07-28";
    private const string Tools = """{"tools":[{"name":"echo","inputSchema":{"type":"object"}},{"name":"gmail_send","inputSchema":{"type":"object"}},{"name":"hubspot_find","inputSchema":{"type":"object"}}]}""";

    private ScriptableUpstream _sessionlessUpstream = null!;
    private GatewayHost _sessionlessGateway = null!;

    private static IEnumerable<TestCaseData> Cells() =>
        from rule in Enum.GetValues<DoorRule>()
        from door in Enum.GetValues<Doorway>()
        where NotApplicable.Because(rule, door) is null
        select new TestCaseData(rule, door).SetName($"{rule} at {door}");

    [OneTimeSetUp]
    public async Task StartSessionlessAsync()
    {
        _sessionlessUpstream = await ScriptableUpstream.StartAsync();
        _sessionlessUpstream.Settings.Stateless = true;
        _sessionlessUpstream.Settings.ProtocolVersions = [Revision];
        _sessionlessGateway = await GatewayHost.StartAsync(DatabaseUrl, _sessionlessUpstream.Address, $"UPSTREAM_PROTOCOL_VERSION={Revision}");
        Upstream.Settings.GetStreams = true;
    }

    [OneTimeTearDown]
    public async Task StopSessionlessAsync()
    {
        await _sessionlessGateway.DisposeAsync();
        await _sessionlessUpstream.DisposeAsync();
    }

    [TearDown]
    public void ForgiveSessionless()
    {
        _sessionlessUpstream.ClearFaults();
        _sessionlessUpstream.Release();
    }

    [TestCaseSource(nameof(Cells))]
    public Task Rule_HoldsAtTheDoor(DoorRule rule, Doorway door) => rule switch
    {
        DoorRule.Authentication => AuthenticationAsync(door),
        DoorRule.Tenant => TenantAsync(door),
        DoorRule.Suspension => SuspensionAsync(door),
        DoorRule.Integration => IntegrationAsync(door),
        DoorRule.Policy => PolicyAsync(door),
        DoorRule.Names => NamesAsync(door),
        DoorRule.Sizes => SizesAsync(door),
        DoorRule.Streams => StreamsAsync(door),
        DoorRule.Slots => SlotsAsync(door),
        DoorRule.Audit => AuditAsync(door),
        DoorRule.KeyRevoked => KeyRevokedAsync(door),
        _ => throw new InvalidOperationException($"Nothing says how {rule} is checked."),
    };

    private async Task AuthenticationAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        using var visit = await DoorVisit.StartAsync(door, tenant);
        var asked = Asked(door);

        (await visit.KnockAsync(key: null)).Status.ShouldBe(401);
        (await visit.KnockAsync($"{tenant.ApiKey[..^1]}{(tenant.ApiKey[^1] == 'a' ? 'b' : 'a')}")).Status.ShouldBe(401);

        Asked(door).ShouldBe(asked);
    }

    private async Task TenantAsync(Doorway door)
    {
        var (mine, other) = (await GatewayOf(door).CreateTenantAsync("token-of-mine"), await GatewayOf(door).CreateTenantAsync("token-of-other"));
        using var visit = await DoorVisit.StartAsync(door, mine);
        var asked = Asked(door);

        // Where the session is not what tells the tenant, the path is.
        var path = door is Doorway.Bridge or Doorway.Forward ? $"/api/tenant/{mine.TenantId}/mcp" : null;
        (await visit.KnockAsync(other.ApiKey, path)).Status.ShouldBe(404);

        Asked(door).ShouldBe(asked);
    }

    private async Task SuspensionAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        using var visit = await DoorVisit.StartAsync(door, tenant);
        await AdminAsync(tenant, HttpMethod.Post, "/suspend");

        var refused = await visit.KnockAsync(tenant.ApiKey);

        refused.Status.ShouldBe(403, refused.ToString());
        refused.Code.ShouldBe("tenant_suspended");
    }

    private async Task IntegrationAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync(integrationKey: "hubspot");
        UpstreamOf(door).OnRequest("tools/list", _ => Tools);
        await IsHiddenAsync(door, tenant, "gmail_send", "hubspot_find");
        if (door != Doorway.Dynamic) return;

        using var visit = await DoorVisit.StartAsync(door, tenant);
        (await visit.CallAsync("\"enable-tools\"", """{"tools":["hubspot_find","gmail_send"]}""")).Code.ShouldBe("-32602");
        Upstream.Record.Requests.ShouldNotContain(r => r.Tool == "enable-tools" && r.Body.Contains("gmail_send", StringComparison.Ordinal));
    }

    private async Task PolicyAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        UpstreamOf(door).OnRequest("tools/list", _ => Tools);
        await AdminAsync(tenant, HttpMethod.Patch, "", """{"tools":{"deny":["hubspot_*"]}}""");
        await IsHiddenAsync(door, tenant, "hubspot_find", "gmail_send");
    }

    private async Task IsHiddenAsync(Doorway door, TestTenant tenant, string hidden, string seen)
    {
        using var visit = await DoorVisit.StartAsync(door, tenant);

        var listed = (await visit.ListAsync()).Tools.ToList();
        listed.ShouldNotContain(hidden);
        listed.ShouldContain(seen);
        if (door != Doorway.RestList) (await visit.CallAsync($"\"{hidden}\"")).Code.ShouldBe(door == Doorway.RestCall ? "tool_not_found" : "-32602");
        UpstreamOf(door).Record.Requests.ShouldNotContain(r => r.Tool == hidden);
    }

    private async Task NamesAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        using var visit = await DoorVisit.StartAsync(door, tenant);
        var asked = Asked(door);

        foreach (var name in new[] { $"\"{new string('x', 257)}\"", "[\"echo\"]", "7", "\"\\ud800\"" })
        {
            var refused = await visit.CallAsync(name);
            refused.Code.ShouldNotBeNull($"{name}: {refused}");
        }

        Asked(door).ShouldBe(asked);
    }

    private async Task SizesAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        using var visit = await DoorVisit.StartAsync(door, tenant);
        var asked = Asked(door);

        (await visit.PostAsync(door is Doorway.RestList or Doorway.RestCall ? 1024 * 1024 : 4 * 1024 * 1024)).Status.ShouldBe(413);

        Asked(door).ShouldBe(asked);
    }

    private async Task StreamsAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        using var visit = await DoorVisit.StartAsync(door, tenant);
        UpstreamOf(door).Fault("subscriptions/listen", Fault.HangListening);
        var open = new List<HttpResponseMessage>();
        try
        {
            while (open.Count < 100) open.Add(await visit.ListenAsync()); // one by one: all at once are more than may be read at once
            open.ShouldAllBe(stream => stream.StatusCode == HttpStatusCode.OK);
            using var refused = await visit.ListenAsync();
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }
        finally
        {
            foreach (var stream in open) stream.Dispose();
        }
    }

    private async Task SlotsAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        await AdminAsync(tenant, HttpMethod.Patch, "", """{"limits":{"concurrency":1}}""");
        using var first = await DoorVisit.StartAsync(door, tenant);
        using var second = await DoorVisit.StartAsync(door, tenant);
        var upstream = UpstreamOf(door);
        upstream.Fault(door == Doorway.RestList ? "tools/list" : "tools/call", Fault.HangBeforeHeaders);
        var running = first.UseAsync();
        await upstream.WaitForAsync(r => r.Hanging > 0);

        (await second.UseAsync()).Code.ShouldBe("tenant_concurrency");

        upstream.Release();
        (await running).Code.ShouldBeNull();
        GatewayOf(door).Services.GetRequiredService<RefusalCounter>().Flush();
        await Eventually.TrueAsync(async _ => (await TrailOfAsync(tenant)).Any(e => e.Action == AuditAction.RequestsRefuse && e.Code == "tenant_concurrency"), "The refusal's count");
    }

    private async Task AuditAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        using var visit = await DoorVisit.StartAsync(door, tenant);

        (await visit.UseAsync()).Code.ShouldBeNull();

        var action = door == Doorway.RestList ? AuditAction.ToolList : AuditAction.ToolCall;
        await Eventually.TrueAsync(async _ => (await TrailOfAsync(tenant)).Count(e => e.Action == action && e.Outcome == AuditOutcome.Success) == 1, "The call's entry");
        if (action == AuditAction.ToolCall) (await TrailOfAsync(tenant)).Single(e => e.Action == action).BytesOut.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    private async Task KeyRevokedAsync(Doorway door)
    {
        var tenant = await GatewayOf(door).CreateTenantAsync();
        using var visit = await DoorVisit.StartAsync(door, tenant);
        UpstreamOf(door).Fault("subscriptions/listen", Fault.HangListening);
        var isStream = NotApplicable.Because(DoorRule.Streams, door) is null;
        using var stream = isStream ? await visit.ListenAsync() : null;

        await AdminAsync(tenant, HttpMethod.Post, "/api-keys/rotate", """{"overlapSeconds":0}""");

        (await visit.KnockAsync(tenant.ApiKey)).Status.ShouldBe(401);
        if (stream is not null) await EndsAsync(stream);
    }

    private GatewayHost GatewayOf(Doorway door) => door is Doorway.Forward or Doorway.Reverse or Doorway.ReverseGet ? _sessionlessGateway : Gateway;

    private ScriptableUpstream UpstreamOf(Doorway door) => door is Doorway.Forward or Doorway.Reverse or Doorway.ReverseGet ? _sessionlessUpstream : Upstream;

    /// <summary>Lists and calls that reached the upstream.</summary>
    private int Asked(Doorway door) => UpstreamOf(door).Hits("tools/list") + UpstreamOf(door).Hits("tools/call");

    private static async Task AdminAsync(TestTenant tenant, HttpMethod verb, string rest, string? json = null)
    {
        var done = await tenant.Gateway.SendAsync(verb, $"/api/tenants/{tenant.TenantId}{rest}", json, ("Authorization", $"Bearer {AdminOptions.SampleKey}"));
        ((int)done.Status).ShouldBe(200, done.ToString());
    }

    /// <summary>With a proper end or cut off: nothing more comes on it.</summary>
    private static async Task EndsAsync(HttpResponseMessage stream)
    {
        using var limit = new CancellationTokenSource(WaitLimit.Default, TimeProvider.System);
        try
        {
            await stream.Content.CopyToAsync(Stream.Null, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Cut off.
        }
    }

    private static async Task<List<AuditEntry>> TrailOfAsync(TestTenant tenant)
    {
        await using var db = tenant.Gateway.Services.GetRequiredService<Contexts>().Create();
        var tenantRef = await db.Tenants.Where(t => t.TenantId == tenant.TenantId).Select(t => t.Id).SingleAsync();
        return await TrailRows.ReadAsync(tenant.Gateway.Services, tenantRef);
    }
}
