using System.Security.Cryptography;
using McpService.Common.Gateway;
using McpService.Common.Upstreams;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Auditing;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Doors;

/// <summary>A call with a key is made once, whichever door it comes through; its repetitions are told what became of it.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class IdempotencyKeyTests(Engine engine) : DoorFixture
{
    protected override Engine Engine => engine;

    protected override IEnumerable<string> Settings => ["--IDEMPOTENCY_MAX_RECORDS=6"];

    [Test]
    public async Task Call_Repeated_IsTheFirstResultAndIsMadeOnce([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);

        var first = await client.CallAsync("echo", """{"n":1.50}""", "once");
        await OverAsync(door, tenant, "success");
        var again = await client.CallAsync("echo", """{"n":1.50}""", "once");
        var other = await client.CallAsync("echo", """{"n":1.50}""", "twice");

        (first.IsReplayed, again.IsReplayed, other.IsReplayed).ShouldBe((false, true, false), again.Text);
        again.Result!.Value.GetProperty("structuredContent").GetRawText().ShouldBe(first.Result!.Value.GetProperty("structuredContent").GetRawText());
        CallsOf(door, token).Count.ShouldBe(2);
        CallsOf(door, token).ShouldAllBe(r => !r.Body.Contains("idempotency", StringComparison.OrdinalIgnoreCase), "the key is the gateway's alone");
        CallsOf(door, token).ShouldAllBe(r => !r.Headers.Any(h => h.Key.Contains("idempotency", StringComparison.OrdinalIgnoreCase)));
        await OutcomesBecomeAsync(tenant, "replayed", "success", "success");
    }

    [Test]
    public async Task Call_WithoutAKey_IsMadeAgain([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);

        for (var i = 0; i < 2; i++) (await client.CallAsync("whoami")).Result.ShouldNotBeNull();

        CallsOf(door, token).Count.ShouldBe(2);
    }

    [Test]
    public async Task Key_WithOtherArgumentsOrAnotherTool_IsRefused([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);
        await client.CallAsync("echo", """{"n":1}""", "one");

        (await client.CallAsync("echo", """{"n":2}""", "one")).Refusal.ShouldBe("idempotency_key_reused");
        (await client.CallAsync("whoami", """{"n":1}""", "one")).Refusal.ShouldBe("idempotency_key_reused");
        CallsOf(door, token).Count.ShouldBe(1);
    }

    [Test]
    public async Task Key_OfACallUnderWay_IsToComeAgain([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);
        await using var second = Connect(door, tenant);
        var first = client.CallAsync("slow", "{}", "slow");
        await UpstreamOf(door).WaitForAsync(r => r.Hanging > 0 && r.Requests.Any(q => q.Token == token && q.Method == "tools/call"));

        (await second.CallAsync("slow", "{}", "slow")).Refusal.ShouldBe("idempotency_key_in_flight");
        (await second.CallAsync("slow", """{"other":1}""", "slow")).Refusal.ShouldBe("idempotency_key_reused");

        UpstreamOf(door).Release();
        (await first).Result.ShouldNotBeNull();
        await OverAsync(door, tenant, "refused", "refused", "success");
        (await second.CallAsync("slow", "{}", "slow")).IsReplayed.ShouldBeTrue();
        CallsOf(door, token).Count.ShouldBe(1);
    }

    /// <summary>The stream broke off, so that the call may have run.</summary>
    [Test]
    public async Task Key_OfACallThatMayHaveRun_IsOutcomeUnknown([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);
        UpstreamOf(door).Fault("tools/call", Fault.ServerError, times: 1, when: r => r.Token == token);
        (await client.CallAsync("whoami", "{}", "lost")).Refusal.ShouldBe("upstream_error");
        await OverAsync(door, tenant, "unknown");

        for (var i = 0; i < 2; i++) (await client.CallAsync("whoami", "{}", "lost")).Refusal.ShouldBe("outcome_unknown");
        await OutcomesBecomeAsync(tenant, "refused", "refused", "unknown");
        (await client.CallAsync("whoami", "{}", "lost")).Refusal.ShouldBe("outcome_unknown", "from the database, too");
        CallsOf(door, token).Count.ShouldBe(1);
    }

    /// <summary>The upstream asked to slow down: nothing was done.</summary>
    [Test]
    public async Task Key_OfACallThatWasRefused_IsFree([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);
        UpstreamOf(door).Fault("tools/call", Fault.RetryAfter(429, "1"), times: 1, when: r => r.Token == token);
        (await client.CallAsync("whoami", "{}", "again")).Refusal.ShouldBe("upstream_rate_limited");
        await OverAsync(door, tenant, "throttled");

        (await client.CallAsync("whoami", "{}", "again")).Result.ShouldNotBeNull();
        CallsOf(door, token).Count.ShouldBe(2);
    }

    [Test]
    public async Task Result_OfAToolThatFailed_IsRepeatedAsItCame([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);
        UpstreamOf(door).Fault("tools/call", Fault.TokenInToolError, times: 1, when: r => r.Token == token);
        await client.CallAsync("whoami", "{}", "failed");
        await OverAsync(door, tenant, "tool_error");

        var again = await client.CallAsync("whoami", "{}", "failed");

        (again.IsReplayed, again.Result!.Value.GetProperty("isError").GetBoolean()).ShouldBe((true, true));
        again.Text.ShouldNotContain(token);
    }

    [Test]
    public async Task Result_OverWhatIsKept_IsToldAsSuch([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        UpstreamOf(door).OnCall("whoami", _ => $$"""{"content":[{"type":"text","text":"{{new string('x', 300_000)}}"}]}""");
        await using var client = Connect(door, tenant);
        (await client.CallAsync("whoami", "{}", "large")).Result.ShouldNotBeNull();
        await OverAsync(door, tenant, "success");

        (await client.CallAsync("whoami", "{}", "large")).Refusal.ShouldBe("result_not_kept");
        UpstreamOf(door).OnCall("whoami", call => Rpc.TextResult(Canary.Of(call.Token)));
        CallsOf(door, token).Count.ShouldBe(1);
    }

    [Test]
    public async Task Keys_MoreThanAreKept_AreRefused([Values] Door door)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);
        for (var i = 0; i < 6; i++) (await client.CallAsync("whoami", "{}", $"k{i}")).Result.ShouldNotBeNull();
        await OverAsync(door, tenant, [.. Enumerable.Repeat("success", 6)]);

        (await client.CallAsync("whoami", "{}", "k6")).Refusal.ShouldBe("too_many_idempotency_keys");
        (await client.CallAsync("whoami", "{}", "k0")).IsReplayed.ShouldBeTrue();
        (await client.CallAsync("whoami")).Result.ShouldNotBeNull();
        CallsOf(door, token).Count.ShouldBe(7);
    }

    [TestCase(Door.Rest, "with space")]
    [TestCase(Door.Session, "with space")]
    [TestCase(Door.Bridge, "")]
    [TestCase(Door.Sse, "é")]
    public async Task Key_ThatIsNone_IsAFault(Door door, string key)
    {
        var (token, tenant) = await TenantAsync(door);
        await using var client = Connect(door, tenant);

        (await client.CallAsync("whoami", "{}", key)).Text.ShouldContain("visible ASCII");
        CallsOf(door, token).ShouldBeEmpty();
    }

    [Test]
    public async Task Kept_ResultsAndKeys_AreNotReadableAndGoWithTheTenant()
    {
        var (_, tenant) = await TenantAsync(Door.Rest);
        await using var client = Connect(Door.Rest, tenant);
        await client.CallAsync("echo", """{"n":"canary-in-the-result"}""", "canary-in-the-key");
        const string Rows = "SELECT scope || digest || coalesce(blob, '') FROM idempotency_records WHERE call IS NOT NULL";
        IReadOnlyList<string> rows = [];
        await Eventually.TrueAsync(async _ => (rows = await TrailRows.QueryAsync<string>(tenant.Gateway.Services, $"{Rows} AND blob IS NOT NULL")).Count > 0, "The record");

        string.Join('\n', rows).ShouldNotContain("canary");
        var before = (await TrailRows.QueryAsync<string>(tenant.Gateway.Services, Rows)).Count;
        await tenant.Gateway.SendAsync(HttpMethod.Delete, $"/api/tenants/{tenant.TenantId}", null, ("Authorization", $"Bearer {Infrastructure.Security.ApiKeys.AdminOptions.SampleKey}"));
        (await TrailRows.QueryAsync<string>(tenant.Gateway.Services, Rows)).Count.ShouldBe(before - 1);
    }

    /// <summary>Waits for the ends of calls whose answers are here: on HTTP+SSE an answer passes on a stream of its own, and may be read before its call is over.</summary>
    private static Task OverAsync(Door door, TestTenant tenant, params string[] outcomes) => door == Door.Sse ? OutcomesBecomeAsync(tenant, outcomes) : Task.CompletedTask;

    /// <summary>HTTP says so, too, in both languages.</summary>
    [Test]
    public async Task Refusals_OverRest_HaveTheirStatus()
    {
        var (token, tenant) = await TenantAsync(Door.Rest);
        const string Call = """{"method":"slow","params":{}}""";
        Task<Common.Gateway.Answer> SendAsync(string json, string key) => tenant.Gateway.SendAsync(HttpMethod.Post, tenant.ToolPath, json, tenant.KeyHeader, ("Idempotency-Key", key));
        var first = SendAsync(Call, "status");
        await UpstreamOf(Door.Rest).WaitForAsync(r => r.Requests.Any(q => q.Token == token && q.Method == "tools/call"));

        var early = await SendAsync(Call, "status");
        var reused = await SendAsync("""{"method":"whoami","params":{}}""", "status");
        UpstreamOf(Door.Rest).Release();
        await first;
        var replayed = await SendAsync(Call, "status");

        ((int)early.Status, early.Code, early.Headers["Retry-After"], early.Json.GetProperty("retryable").GetBoolean()).ShouldBe((409, "idempotency_key_in_flight", "1", true));
        ((int)reused.Status, reused.Code).ShouldBe((422, "idempotency_key_reused"));
        ((int)replayed.Status, replayed.Headers["Idempotent-Replayed"], replayed.Text).ShouldBe((200, "true", (await first).Text));
    }

    private async Task<(string Token, Common.Gateway.TestTenant Tenant)> TenantAsync(Door door)
    {
        var token = $"{engine}-{door}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        return (token, await CreateTenantAsync(door, "*", token));
    }

    private List<RecordedRequest> CallsOf(Door door, string token) => [.. UpstreamOf(door).Record.Requests.Where(r => r.Token == token && r.Method == "tools/call")];

    private static Task OutcomesBecomeAsync(Common.Gateway.TestTenant tenant, params string[] expected) => Eventually.TrueAsync(
        async _ =>
        {
            var page = await tenant.Gateway.SendAsync(HttpMethod.Get, $"/api/tenant/{tenant.TenantId}/audit?action=tool_call", null, tenant.KeyHeader);
            return page.Json.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("outcome").GetString()!).Order().SequenceEqual(expected);
        },
        $"The entries {string.Join(", ", expected)}");
}
