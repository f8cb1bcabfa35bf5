using McpService.LoadTests.Load;
using McpService.LoadTests.Stage;

namespace McpService.LoadTests.Curves;

/// <summary>A curve that can be measured.</summary>
/// <param name="Name">For the command.</param>
/// <param name="What">What grows.</param>
/// <param name="MeasureAsync">Takes the points.</param>
internal sealed record CurveKind(string Name, string What, Func<MeasuringStage, Pace, Task<IReadOnlyList<CurvePoint>>> MeasureAsync)
{
    public static IReadOnlyList<CurveKind> All { get; } =
    [
        new("connections", "connections", LoadCurves.ConnectionsAsync),
        new("payload", "bytes of text in the answer, 16 connections", LoadCurves.PayloadAsync),
        new("tenants", "tenants whose calls come at random, 16 connections", TenantsCurve.MeasureAsync),
        new("sessions", "relay sessions with an open stream beside the load, 16 connections", SessionsCurve.MeasureAsync),
    ];

    /// <exception cref="ArgumentException">There is no such curve.</exception>
    public static CurveKind Find(string name) =>
        All.FirstOrDefault(kind => kind.Name == name) ?? throw new ArgumentException($"There is no curve {name}. There are: {string.Join(", ", All.Select(kind => kind.Name))}.", nameof(name));
}
