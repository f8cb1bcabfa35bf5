namespace McpService.LoadTests.Curves;

/// <summary>The axis of costs: from zero in equal steps, or by powers where the costs are far apart.</summary>
internal sealed class CostAxis
{
    private const double FarApart = 10;
    private const int Steps = 5;

    private readonly bool _isByPowers;

    private CostAxis(IReadOnlyList<double> ticks, bool isByPowers) => (Ticks, _isByPowers) = (ticks, isByPowers);

    /// <summary>Where lines are drawn, the lowest first.</summary>
    public IReadOnlyList<double> Ticks { get; }

    public static CostAxis For(IReadOnlyList<double> costs)
    {
        var (least, most) = (Math.Max(1, costs.Min()), Math.Max(1, costs.Max()));
        if (most / least > FarApart) return new CostAxis([.. Rounded().SkipWhile(tick => tick * 2.5 <= least).TakeWhile(tick => tick < most * 2.5)], isByPowers: true);
        var step = Rounded().First(tick => tick * Steps >= most);
        return new CostAxis([.. Enumerable.Range(0, Steps + 1).Select(i => i * step)], isByPowers: false);
    }

    /// <summary>0 for the lowest line, 1 for the highest.</summary>
    public double Part(double cost) => _isByPowers
        ? Math.Log(Math.Max(cost, Ticks[0]) / Ticks[0]) / Math.Log(Ticks[^1] / Ticks[0])
        : cost / Ticks[^1];

    /// <summary>1, 2, 5, 10, 20, 50 …</summary>
    private static IEnumerable<double> Rounded()
    {
        for (var power = 1.0; power < 1e9; power *= 10)
        {
            yield return power;
            yield return power * 2;
            yield return power * 5;
        }
    }
}
