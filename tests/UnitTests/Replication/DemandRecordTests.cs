using McpService.Application.Limits;
using McpService.Infrastructure.Replication;

namespace McpService.UnitTests.Replication;

internal sealed class DemandRecordTests
{
    private static readonly TenantDemand[] Demand = [new(Guid.Parse("019ac000-0000-7000-8000-000000000001"), 12.5f, 3), new(Guid.Parse("019ac000-0000-7000-8000-000000000002"), 0.25f, 0)];

    [Test]
    public void Read_WhatWasWritten_IsTheSame() => DemandRecord.Read(DemandRecord.Write(Demand)).ShouldBe(Demand);

    [Test]
    public void Read_CutOffOrNonsense_LeavesItOut()
    {
        DemandRecord.Read(DemandRecord.Write(Demand).AsSpan(0, 40)).ShouldBe([Demand[0]]);
        DemandRecord.Read(DemandRecord.Write([Demand[0], new(Demand[1].TenantRef, float.NaN, 1), new(Demand[1].TenantRef, 1, -1), new(Demand[1].TenantRef, -1, 1)])).ShouldBe([Demand[0]]);
        DemandRecord.Read([]).ShouldBeEmpty();
    }
}
