using McpService.LoadTests.Contests;

namespace McpService.LoadTests.Rows;

/// <summary>A refusal must cost less than what it refuses.</summary>
internal static class RefusalRows
{
    private static readonly Cell Call = new(WayNames.Rest, 64);

    public static IEnumerable<Row> All() =>
    [
        Of("refusal-key", "wrong key", WayNames.WrongKey),
        Of("refusal-tenant", "other tenant's path", WayNames.OtherTenant),
        Of("refusal-limit", "over the limit", WayNames.OverLimit),
    ];

    private static Row Of(string name, string what, string way)
    {
        var refused = new Cell(way, 64);
        return Row.OfCells(name, $"processor time of a refusal, {what}", Goal.AtMost(1, 1, "× a call's"), m => m.Of(refused).CpuMicroseconds / m.Of(Call).CpuMicroseconds, Call, refused);
    }
}
