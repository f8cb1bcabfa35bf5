using McpService.LoadTests.Contests;

namespace McpService.LoadTests.Curves;

/// <summary>What a call costs as something grows.</summary>
/// <param name="Name">Of its chart's file, and its place in the page.</param>
/// <param name="What">What grows.</param>
/// <param name="Points">In order of growth; the same ways at each.</param>
internal sealed record Curve(string Name, string What, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>The ways that have a cost: a process stands between.</summary>
    public IReadOnlyList<string> Ways { get; } = [.. Points[0].Contest.Ways.Where(way => way.Way.ProcessId is not null).Select(way => way.Way.Name)];

    public long Wrong => Points.Sum(point => point.Contest.Ways.Sum(way => way.Wrong));

    /// <summary>Processor time of a call in microseconds, point by point.</summary>
    public IReadOnlyList<double> CostsOf(string way) => [.. Points.Select(point => point.Contest.Find(way)!.CpuMicroseconds)];
}

/// <summary>One point of it.</summary>
/// <param name="Label">How much there was.</param>
/// <param name="Contest">What was measured then.</param>
internal sealed record CurvePoint(string Label, Contest Contest);
