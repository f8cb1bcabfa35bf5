using System.Net;
using McpService.Common.Databases;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;

namespace McpService.FunctionalTests.Replicas;

/// <summary>What is changed on one replica holds on the other within two seconds, whatever becomes of the notifications.</summary>
[TestFixture]
internal sealed class ReplicaTests : ReplicaFixture
{
    private const string Listeners = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mcpservice listener'";

    private List<int> _frozen = [];

    [TearDown]
    public void Thaw()
    {
        _frozen.ForEach(PostgresServer.Thaw);
        _frozen = [];
    }

    /// <summary>How a notification may fail to arrive.</summary>
    public enum Notifications
    {
        Arrive,

        /// <summary>The server ends the listening connections right before the change.</summary>
        AreCut,

        /// <summary>The listening connections are open and nothing comes through any more.</summary>
        AreSilent,
    }

    [Test]
    public async Task Start_TogetherOnAnEmptyDatabase_SharesKeys()
    {
        (await QueryAsync<string>("SELECT purpose FROM service_keys")).ShouldBeUnique();
        var (tenantId, apiKey) = await One.CreateTenantAsync();

        var token = (await One.SendAsync(HttpMethod.Post, "/api/auth/tenant-token", null, ("x-api-key", apiKey))).Json.GetProperty("token").GetString();

        (await Other.SendAsync(HttpMethod.Post, $"/api/tenant/{tenantId}/tool", """{"method":"whoami","params":{}}""", ("Authorization", $"Bearer {token}")))
            .Status.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Suspend_OnOne_RefusesCallsOnTheOtherUntilResumed([Values] Notifications notifications)
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        (await Other.CallAsync(tenantId, apiKey)).Status.ShouldBe(HttpStatusCode.OK);
        await LetNotificationsAsync(notifications);

        await One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/suspend");
        await WithinPromiseAsync(async () => (await Other.CallAsync(tenantId, apiKey)).Status == HttpStatusCode.Forbidden, "Suspension");

        await One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/resume");
        await WithinPromiseAsync(async () => (await Other.CallAsync(tenantId, apiKey)).Status == HttpStatusCode.OK, "Resumption");
    }

    [Test]
    public async Task Rotate_WithoutOverlapOnOne_EndsTheOldKeyOnTheOther([Values] Notifications notifications)
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        (await Other.CallAsync(tenantId, apiKey)).Status.ShouldBe(HttpStatusCode.OK);
        await LetNotificationsAsync(notifications);

        var rotated = await One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/api-keys/rotate", """{"overlapSeconds":0}""");

        (await Other.CallAsync(tenantId, rotated.Json.GetProperty("apiKey").GetString()!)).Status.ShouldBe(HttpStatusCode.OK);
        await WithinPromiseAsync(async () => (await Other.CallAsync(tenantId, apiKey)).Status == HttpStatusCode.Unauthorized, "The old key's end");
    }

    [Test]
    public async Task ReplaceCredential_OnOne_IsUsedByTheOtherAndEndsItsOldSession([Values] Notifications notifications)
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync("token-before");
        (await Other.CallAsync(tenantId, apiKey)).Text.ShouldContain(Canary.Of("token-before"));
        var session = Upstream.Sessions.Single(s => s.Token == "token-before").Id;
        await LetNotificationsAsync(notifications);

        await One.AdminAsync(HttpMethod.Put, $"/api/tenants/{tenantId}/credential", """{"integrationAppToken":"token-after"}""");

        await WithinPromiseAsync(async () => (await Other.CallAsync(tenantId, apiKey)).Text.Contains(Canary.Of("token-after")), "The new credential");
        await Upstream.WaitForAsync(record => record.Deleted.Contains(session), Promise);
    }

    [Test]
    public async Task Delete_OnOne_IsUnauthorizedOnTheOther([Values] Notifications notifications)
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        (await Other.CallAsync(tenantId, apiKey)).Status.ShouldBe(HttpStatusCode.OK);
        await LetNotificationsAsync(notifications);

        await One.AdminAsync(HttpMethod.Delete, $"/api/tenants/{tenantId}");

        await WithinPromiseAsync(async () => (await Other.CallAsync(tenantId, apiKey)).Status == HttpStatusCode.Unauthorized, "Deletion");
    }

    [TestCase("suspend", Notifications.Arrive)]
    [TestCase("suspend", Notifications.AreCut)]
    [TestCase("suspend", Notifications.AreSilent)]
    [TestCase("delete", Notifications.AreSilent)]
    [TestCase("replace", Notifications.AreSilent)]
    [TestCase("integration", Notifications.AreSilent)]
    public async Task Change_TenantOnlyHoldsAStreamOnTheOther_EndsItAndItsSessions(string change, Notifications notifications)
    {
        var token = $"token-{change}-{notifications}";
        var (tenantId, apiKey) = await One.CreateTenantAsync(token);
        await Other.CallAsync(tenantId, apiKey);
        using var stream = await McpListener.OpenAsync(Other.Client, apiKey);
        var sessions = Upstream.Sessions.Where(s => s.Token == token).Select(s => s.Id).ToList();
        sessions.Count.ShouldBe(2);
        await LetNotificationsAsync(notifications);

        await ChangeAsync(tenantId, change);

        await stream.EndAsync().WaitAsync(Promise);
        await Upstream.WaitForAsync(record => sessions.All(record.Deleted.Contains), Promise);
    }

    [Test]
    public async Task Change_WithoutAnyNotification_EndsStreamsOnBoth()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        using var here = await McpListener.OpenAsync(One.Client, apiKey);
        using var there = await McpListener.OpenAsync(Other.Client, apiKey);

        await QueryAsync<int>("UPDATE tenants SET status = 'suspended' WHERE tenant_id = $1 RETURNING 1", tenantId);

        await Task.WhenAll(here.EndAsync(), there.EndAsync()).WaitAsync(Promise);
    }

    [Test]
    public async Task ReplaceCredential_McpCallUnderWayOnTheOther_FinishesOnTheOldOne()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync("under-way");
        using var client = await McpListener.OpenAsync(Other.Client, apiKey);
        var session = Upstream.Sessions.Single(s => s.Token == "under-way").Id;
        var call = McpListener.PostAsync(Other.Client, apiKey, client.Ticket, """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"slow","arguments":{}}}""");
        await Upstream.WaitForAsync(record => record.Hanging == 1);

        await One.AdminAsync(HttpMethod.Put, $"/api/tenants/{tenantId}/credential", """{"integrationAppToken":"another"}""");
        await client.EndAsync().WaitAsync(Promise);
        Upstream.Record.Deleted.ShouldNotContain(session);
        Upstream.Release();

        using var answer = await call;
        (await answer.Content.ReadAsStringAsync()).ShouldContain("done");
        await Upstream.WaitForAsync(record => record.Deleted.Contains(session), Promise);
    }

    [Test]
    public async Task Suspend_McpCallUnderWayOnTheOther_EndsIt()
    {
        var (tenantId, apiKey) = await One.CreateTenantAsync();
        var ticket = await McpListener.InitializeAsync(Other.Client, apiKey);
        var call = McpListener.PostAsync(Other.Client, apiKey, ticket, """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{}}}""");
        using (var done = await call) done.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.OnCall("slow", async running =>
        {
            await running.ProgressAsync(1, 2);
            await running.HangAsync();
            return "{}";
        });
        var endless = McpListener.PostAsync(
            Other.Client, apiKey, ticket, """{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"slow","arguments":{},"_meta":{"progressToken":1}}}""");
        await Upstream.WaitForAsync(record => record.Hanging == 1);

        await One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/suspend");

        await Should.ThrowAsync<HttpRequestException>(() => endless.WaitAsync(Promise));
        Upstream.Release();
    }

    [Test]
    public async Task OtherTenantsStream_WhenOneIsSuspended_GoesOn()
    {
        var (suspended, itsKey) = await One.CreateTenantAsync("of-the-suspended");
        var (_, otherKey) = await One.CreateTenantAsync("of-the-other");
        using var ending = await McpListener.OpenAsync(Other.Client, itsKey);
        using var lasting = await McpListener.OpenAsync(Other.Client, otherKey);
        var lasts = lasting.EndAsync();

        await One.AdminAsync(HttpMethod.Post, $"/api/tenants/{suspended}/suspend");
        await ending.EndAsync().WaitAsync(Promise);

        lasts.IsCompleted.ShouldBeFalse();
        using var answer = await McpListener.PostAsync(Other.Client, otherKey, lasting.Ticket, """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<Answer> ChangeAsync(string tenantId, string change) => change switch
    {
        "suspend" => One.AdminAsync(HttpMethod.Post, $"/api/tenants/{tenantId}/suspend"),
        "delete" => One.AdminAsync(HttpMethod.Delete, $"/api/tenants/{tenantId}"),
        "replace" => One.AdminAsync(HttpMethod.Put, $"/api/tenants/{tenantId}/credential", """{"integrationAppToken":"another"}"""),
        _ => One.AdminAsync(HttpMethod.Patch, $"/api/tenants/{tenantId}", """{"integrationKey":"gmail"}"""),
    };

    private async Task LetNotificationsAsync(Notifications notifications)
    {
        if (notifications == Notifications.AreCut) await QueryAsync<bool>($"SELECT pg_terminate_backend(pid) FROM ({Listeners}) AS listeners");
        if (notifications != Notifications.AreSilent) return;
        _frozen = await QueryAsync<int>(Listeners);
        _frozen.ForEach(PostgresServer.Freeze);
    }
}
