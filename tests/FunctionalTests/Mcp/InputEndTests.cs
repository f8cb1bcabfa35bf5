using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Mcp;

/// <summary>A parked call costs its tenant a place among parked calls and none among those under way; and it ends with what it hangs on.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class InputEndTests(Engine engine) : InputFixture(engine)
{
    protected override IEnumerable<string> Settings => ["UPSTREAM_PROTOCOL_VERSION=2025-11-25", "PARKED_CALLS_PER_TENANT=2", "RATE_LIMIT_CONCURRENCY=1"];

    [Test]
    public async Task Places_AreAsManyAsMayWait_AndNoneOfTheCallsUnderWay()
    {
        var tenant = await Gateway.CreateTenantAsync();
        var client = new InputClient(tenant);
        var (first, second) = (await client.CallAsync("elicit"), await client.CallAsync("elicit"));
        var cancelled = Upstream.Record.Cancelled.Count;

        var third = await client.CallAsync("elicit");

        third.Error.GetProperty("data").GetProperty("code").GetString().ShouldBe("too_many_parked_calls");
        await Upstream.WaitForAsync(r => r.Cancelled.Count > cancelled);
        (await client.CallAsync("echo")).Result.GetProperty("resultType").GetString().ShouldBe("complete");
        (await client.CallAsync("elicit", asked: first, responses: first.Answered)).Said.ShouldBe("Ada");
        (await client.CallAsync("elicit")).Asks.ShouldBeTrue("a place is free again");
        (await client.CallAsync("elicit", asked: second, responses: second.Answered)).Said.ShouldBe("Ada");
    }

    [TestCase("suspend")]
    [TestCase("delete")]
    [TestCase("credential")]
    public async Task Call_OfATenantThatMayNotHaveIt_IsCancelled(string how)
    {
        var tenant = await Gateway.CreateTenantAsync();
        var cancelled = Upstream.Record.Cancelled.Count;
        (await new InputClient(tenant).CallAsync("elicit")).Asks.ShouldBeTrue();

        var (method, path, body) = how switch
        {
            "suspend" => (HttpMethod.Post, "/suspend", null),
            "delete" => (HttpMethod.Delete, "", null),
            _ => (HttpMethod.Put, "/credential", """{"integrationAppToken":"bob"}"""),
        };
        ((int)(await Gateway.SendAsync(method, $"/api/tenants/{tenant.TenantId}{path}", body, ("Authorization", $"Bearer {AdminOptions.SampleKey}"))).Status).ShouldBeLessThan(300);

        await Upstream.WaitForAsync(r => r.Cancelled.Count > cancelled);
        var entry = (await EntriesAsync(tenant, 1)).ShouldHaveSingleItem();
        (entry.Outcome, entry.Code).ShouldBe((AuditOutcome.Cancelled, "access_ended"));
    }
}
