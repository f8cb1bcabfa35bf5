using McpService.Application.Tenants;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace McpService.FunctionalTests.Tenants;

/// <summary>Case 26 but for its streams, and case 29.</summary>
internal sealed class LifecycleTests(Engine engine) : TenantFixture(engine)
{
    [Test]
    public async Task Suspend_KeyAndToken_403UntilResumedAndUpstreamNotAsked()
    {
        var tenant = await Gateway.CreateTenantAsync("token-of-suspended");
        var token = await tenant.TokenAsync();
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));
        var hits = Upstream.Hits("tools/call");

        var suspended = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/suspend"));

        suspended.Json.GetProperty("status").GetString().ShouldBe("suspended");
        (await StatusWithAsync(tenant, token)).ShouldBe(403);
        ShouldBeProblem(await tenant.ToolAsync(WhoAmI), 403, "tenant_suspended");
        Upstream.Hits("tools/call").ShouldBe(hits);

        (await AdminAsync(HttpMethod.Post, PathOf(tenant, "/resume"))).Json.GetProperty("status").GetString().ShouldBe("active");
        (await StatusWithAsync(tenant, token)).ShouldBe(200);
        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(200);
    }

    [Test]
    public async Task Suspend_SuspendedTenant_Conflicts()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        ShouldBeOk(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/suspend")));
        ShouldBeProblem(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/suspend")), 409, "tenant_already_suspended");
    }

    [Test]
    public async Task Resume_ActiveTenant_Conflicts()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        ShouldBeProblem(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/resume")), 409, "tenant_not_suspended");
    }

    [Test]
    public async Task Delete_KeyAndToken_401AndNothingToBeFound()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var token = await tenant.TokenAsync();
        ShouldBeOk(await tenant.ToolAsync(WhoAmI));

        ((int)(await AdminAsync(HttpMethod.Delete, PathOf(tenant))).Status).ShouldBe(204);

        (await StatusWithAsync(tenant, tenant.ApiKey)).ShouldBe(401);
        (await StatusWithAsync(tenant, token)).ShouldBe(401);
        ShouldBeProblem(await AdminAsync(HttpMethod.Get, PathOf(tenant)), 404, "tenant_not_found");
        ShouldBeProblem(await AdminAsync(HttpMethod.Delete, PathOf(tenant)), 404, "tenant_not_found");
        ShouldBeProblem(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/resume")), 404, "tenant_not_found");
        (await AdminAsync(HttpMethod.Get, $"/api/tenants?search={tenant.TenantId}")).Json.GetProperty("tenants").GetArrayLength().ShouldBe(0);
    }

    [Test]
    public async Task Delete_Database_HoldsTheBareRowAndTheTrailOnly()
    {
        var tenant = await Gateway.CreateTenantAsync("t", "gmail");
        await PatchAsync(tenant, """{"name":"Unmistakable Ltd","tools":{"deny":["unmistakable_*"]}}""");
        var (blob, hash) = await WithDatabaseAsync(async db =>
        {
            var row = await db.Tenants.Include(t => t.Credential).Include(t => t.ApiKeys).SingleAsync(t => t.TenantId == tenant.TenantId);
            return (row.Credential!.Blob, row.ApiKeys.Single().Hash);
        });
        (await DatabaseText.HoldsAsync(Database, blob)).ShouldBeTrue("Else this test finds nothing whatever happens.");

        ShouldBeOk(await AdminAsync(HttpMethod.Delete, PathOf(tenant)));

        (await DatabaseText.HoldsAsync(Database, blob)).ShouldBeFalse();
        (await DatabaseText.HoldsAsync(Database, hash)).ShouldBeFalse();
        (await DatabaseText.HoldsAsync(Database, "Unmistakable")).ShouldBeFalse();
        (await DatabaseText.HoldsAsync(Database, "unmistakable")).ShouldBeFalse();
        var left = await WithDatabaseAsync(db => db.Tenants.AsNoTracking().SingleAsync(t => t.TenantId == tenant.TenantId));
        left.Status.ShouldBe(TenantStatus.Deleted);
        left.DeletedAt.ShouldNotBeNull();
        (await TrailOfAsync(tenant)).Select(e => e.Action).ShouldBe([AuditAction.TenantCreate, AuditAction.TenantUpdate, AuditAction.TenantDelete]);
    }

    [Test]
    public async Task Changes_OfEveryKind_AreAuditedAsWhatTheyAre()
    {
        var tenant = await Gateway.CreateTenantAsync("t");
        var added = await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys"));
        await AdminAsync(HttpMethod.Delete, PathOf(tenant, $"/api-keys/{added.Json.GetProperty("keyId").GetString()}"));
        await AdminAsync(HttpMethod.Post, PathOf(tenant, "/api-keys/rotate"));
        await AdminAsync(HttpMethod.Put, PathOf(tenant, "/credential"), """{"integrationAppToken":"other"}""");
        await AdminAsync(HttpMethod.Post, PathOf(tenant, "/suspend"));
        await AdminAsync(HttpMethod.Post, PathOf(tenant, "/resume"));

        var trail = await TrailOfAsync(tenant);

        trail.Select(e => e.Action).ShouldBe(
        [
            AuditAction.TenantCreate, AuditAction.ApiKeyCreate, AuditAction.ApiKeyRevoke, AuditAction.ApiKeyRotate, AuditAction.CredentialReplace,
            AuditAction.TenantSuspend, AuditAction.TenantResume,
        ]);
        trail.ShouldAllBe(e => e.Outcome == AuditOutcome.Success && e.Actor == AuditActor.Admin);
    }

    [Test]
    public async Task List_StatusFilterAndPages_GivesEachTenantOnce()
    {
        var tenants = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var tenant = await Gateway.CreateTenantAsync("t", "paged");
            tenants.Add(tenant.TenantId);
            if (i == 2) ShouldBeOk(await AdminAsync(HttpMethod.Post, PathOf(tenant, "/suspend")));
        }

        (await ListAsync("/api/tenants?search=paged&limit=2")).ShouldBe(Enumerable.Reverse(tenants));
        (await ListAsync("/api/tenants?search=PAGED&status=suspended")).ShouldBe([tenants[2]]);
        (await ListAsync("/api/tenants?search=paged&status=active&limit=3")).ShouldBe([tenants[4], tenants[3], tenants[1], tenants[0]]);
    }

    private async Task<List<string>> ListAsync(string path)
    {
        var found = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await AdminAsync(HttpMethod.Get, cursor.Length > 0 ? $"{path}&cursor={cursor}" : path)).Json;
            found.AddRange(page.GetProperty("tenants").EnumerateArray().Select(t => t.GetProperty("tenantId").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        return found;
    }
}
