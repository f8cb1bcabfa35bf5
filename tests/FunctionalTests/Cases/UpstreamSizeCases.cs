using McpService.Common.Gateway;
using McpService.Common.Processes;
using McpService.Common.Upstreams.Faults;

namespace McpService.FunctionalTests.Cases;

/// <summary>Case 69 once more, by what it costs: a process of its own, as large as the image makes it.</summary>
internal sealed class UpstreamSizeCases : CaseFixture
{
    private const int Mebibyte = 1024 * 1024;
    private const int Gibibyte = 1024;
    private const int JustTooLarge = 9;
    private const int Most = 32;
    private const int Everyday = 100;

    private static readonly CaseDoor[] Doors = Enum.GetValues<CaseDoor>();
    private static readonly int Rounds = CaseStage.IsFull ? 10 : 2;

    /// <summary>Warmed by what is only just too large, which could not hide a gibibyte.</summary>
    [Test]
    public async Task Case069_AGibibyte_TakesAtMost32MiB()
    {
        MayFailWith(502);
        await using var gateway = await CaseStage.StartGatewayAsync(Upstream.Address, await ImageSettings.ReadAsync());
        var calls = Upstream.Hits("tools/call");
        await gateway.WarmAsync();
        ExpectedCalls = Upstream.Hits("tools/call") - calls + (Doors.Length * (Everyday + (2 * (1 + Rounds))));
        var tenant = await CaseStage.CreateTenantAsync(gateway);
        foreach (var door in Doors)
            for (var i = 0; i < Everyday; i++) ShouldBeOf(tenant, await CallAsync(gateway, tenant, door));
        await AttackAsync(gateway, tenant, JustTooLarge);

        var (before, most) = (ResidentMemory.Of(gateway.Id), 0L);
        for (var round = 0; round < Rounds; round++) most = Math.Max(most, await AttackAsync(gateway, tenant, Gibibyte));
        var stays = ResidentMemory.Of(gateway.Id) - before;

        TestContext.Out.WriteLine($"One takes {most / Mebibyte} MiB at most, of all {stays / Mebibyte} MiB stay, beside {before / Mebibyte} MiB.");
        (most / Mebibyte).ShouldBeLessThanOrEqualTo(Most, "MiB of one");
        (stays / Mebibyte).ShouldBeLessThanOrEqualTo(Most, "MiB that stay");
    }

    /// <returns>What one of the attacks took at its peak, beside what there was before it, in bytes.</returns>
    private async Task<long> AttackAsync(GatewayProcess gateway, CaseTenant tenant, int mebibytes)
    {
        var most = 0L;
        foreach (var fault in new[] { Fault.OversizedEvent(mebibytes), Fault.OversizedJson(mebibytes) })
        {
            Upstream.ClearFaults();
            Upstream.Fault("tools/call", fault, when: r => r.Token == tenant.UpstreamToken);
            foreach (var door in Doors)
            {
                ResidentMemory.ForgetPeak(gateway.Id);
                var before = ResidentMemory.Of(gateway.Id);
                CodeOf(await CallAsync(gateway, tenant, door)).ShouldBe("upstream_response_too_large");
                most = Math.Max(most, ResidentMemory.PeakOf(gateway.Id) - before);
            }
        }

        return most;
    }

    private Task<Answer> CallAsync(GatewayProcess gateway, CaseTenant tenant, CaseDoor door) =>
        PostAsync(door, tenant.TenantId, CallOf(door, "whoami", "{}"), [tenant.KeyHeader], "whoami", gateway);
}
