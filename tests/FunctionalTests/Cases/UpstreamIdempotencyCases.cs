using System.Text;
using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 76 and 77: a call sent again under its key.</summary>
internal sealed class UpstreamIdempotencyCases : CaseFixture
{
    [Test]
    public async Task Case076_TimeoutThenRepeated_OutcomeUnknownAndOneHit([Values] CaseDoor door)
    {
        MayFailWith(504);
        var tenant = await CaseStage.CreateTenantAsync(Gateway);
        await Gateway.AdminAsync(HttpMethod.Patch, tenant.AdminPath, """{"timeoutSeconds":2}""");
        Upstream.Fault("tools/call", Fault.HangBeforeHeaders, when: r => r.Token == tenant.UpstreamToken);

        CodeOf(await CallAsync(door, tenant, "whoami", "{}", "timed-out")).ShouldBe("upstream_timeout");
        Upstream.ClearFaults();
        Upstream.Release();
        var again = await CallAsync(door, tenant, "whoami", "{}", "timed-out");

        CodeOf(again).ShouldBe("outcome_unknown", again.ToString());
        if (door == CaseDoor.Rest) ((int)again.Status).ShouldBe(409);
        (await AuditedAsync(again)).GetProperty("outcome").GetString().ShouldBe("refused");
        ExpectedCalls = 1;
    }

    [Test]
    public async Task Case077_FiftyAtOnce_OneHitAndOneResult([Values] CaseDoor door)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CallAsync(door, A, "whoami", "{}", $"fifty-{door}")));

        var results = answers.Where(a => CodeOf(a) is null).ToList();
        results.ShouldNotBeEmpty();
        foreach (var result in results) ShouldBeOf(A, result);
        results.Count(r => !r.Headers.ContainsKey("Idempotent-Replayed")).ShouldBe(1);
        answers.Where(a => CodeOf(a) is not null).ShouldAllBe(a => (int)a.Status == 409 && CodeOf(a) == "idempotency_key_in_flight");
        var changed = await CallAsync(door, A, "whoami", """{"other":1}""", $"fifty-{door}");
        CodeOf(changed).ShouldBe("idempotency_key_reused");
        if (door == CaseDoor.Rest) ((int)changed.Status).ShouldBe(422);
        ExpectedCalls = 1;
    }

    private Task<Answer> CallAsync(CaseDoor door, CaseTenant tenant, string tool, string arguments, string key) => door == CaseDoor.Rest
        ? CallAsync(door, tenant.TenantId, tool, arguments, tenant.KeyHeader, ("Idempotency-Key", key))
        : PostAsync(door, tenant.TenantId, CallOf(door, tool, arguments).Replace("\"_meta\":{", $"\"_meta\":{{\"mcpservice/idempotencyKey\":\"{key}\",", StringComparison.Ordinal), [tenant.KeyHeader], tool);
}
