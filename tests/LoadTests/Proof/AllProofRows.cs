using McpService.LoadTests.Proof.Rows;

namespace McpService.LoadTests.Proof;

/// <summary>The rows, in the order they are played.</summary>
internal static class AllProofRows
{
    public static IReadOnlyList<IProofRow> Make() =>
    [
        new IsolationRow(), new KilledCallsRow(), new KilledChangesRow(), new DuplicatesRow(), new BadInputsRow(), new FuzzingRow(), new OutagesRow(), new FullDiskRow(),
        new RevocationRow(), new RollingRestartRow(), new NoisyNeighbourRow(), new HeapRow(), new SoakRow(),
    ];
}
