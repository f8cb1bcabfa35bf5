using McpService.Common.Gateway;
using McpService.Common.Upstreams.Faults;
using McpService.Common.Waiting;

namespace McpService.FunctionalTests.Cases;

/// <summary>Cases 72 and 73: what is sent again, and what is not sent at all.</summary>
internal sealed class UpstreamSessionCases : CaseFixture
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);

    [Test]
    public async Task Case072_SessionGone_ANewOneAndTheToolRunsOnce([Values] CaseDoor door, [Values("404", "no session", "not initialized")] string how)
    {
        var tenant = await CaseStage.CreateTenantAsync(Gateway);
        ShouldBeOf(tenant, await WhoAmIAsync(door, tenant.TenantId, tenant.KeyHeader));
        var gone = how switch { "404" => Fault.SessionGone404, "no session" => Fault.SessionGone, _ => Fault.NotInitialized };
        Upstream.Fault("tools/call", gone, times: 1, when: r => r.Token == tenant.UpstreamToken);

        ShouldBeOf(tenant, await WhoAmIAsync(door, tenant.TenantId, tenant.KeyHeader));

        ExpectedCalls += 3; // the one in the middle was refused unexecuted
        Upstream.Record.Requests.Count(r => r.Token == tenant.UpstreamToken && r.Method == "initialize").ShouldBe(2);
    }

    [Test]
    public async Task Case073_TenFailures_OpenTheTenantsCircuitAndNobodyElses([Values] CaseDoor door)
    {
        MayFailWith(502, 503);
        await using var gateway = await CaseStage.StartGatewayAsync(Upstream.Address, ("UPSTREAM_CIRCUIT_CALLS", "10"), ("UPSTREAM_CIRCUIT_OPEN_SECONDS", "5"), ("UPSTREAM_CIRCUIT_WINDOW_SECONDS", "600"));
        var (tenant, other) = (await CaseStage.CreateTenantAsync(gateway), await CaseStage.CreateTenantAsync(gateway));
        Task<Answer> CallAsync(CaseTenant who) => PostAsync(door, who.TenantId, CallOf(door, "whoami", "{}"), [who.KeyHeader], "whoami", gateway);
        ShouldBeOf(other, await CallAsync(other));
        Upstream.Fault("tools/call", Fault.ServerError, when: r => r.Token == tenant.UpstreamToken);

        for (var i = 0; i < 10; i++) CodeOf(await CallAsync(tenant)).ShouldBe("upstream_error");

        var times = new List<TimeSpan>();
        await Eventually.TrueAsync(
            async _ =>
            {
                var begun = TimeProvider.System.GetTimestamp();
                var refused = await CallAsync(tenant);
                times.Add(TimeProvider.System.GetElapsedTime(begun));
                ShouldBeRefused(refused, 503, "upstream_circuit_open");
                return times[^1] < AtOnce; // a machine that compiles beside it is not the gateway's
            },
            "An answer at once while the circuit is open",
            TimeSpan.FromSeconds(4),
            TimeSpan.FromMilliseconds(1));
        Hits(tenant).ShouldBe(10, "the upstream is spared");
        ShouldBeOf(other, await CallAsync(other));

        Upstream.ClearFaults();
        await Eventually.TrueAsync(async _ => (int)(await CallAsync(tenant)).Status == 200, "The probe");
        Hits(tenant).ShouldBe(11, "one probe");
        ShouldBeOf(tenant, await CallAsync(tenant));
        ExpectedCalls = 14;
    }

    private static int Hits(CaseTenant tenant) => Upstream.Record.Requests.Count(r => r.Token == tenant.UpstreamToken && r.Method == "tools/call");
}
