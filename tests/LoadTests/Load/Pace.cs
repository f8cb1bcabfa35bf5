namespace McpService.LoadTests.Load;

/// <summary>How thoroughly is measured.</summary>
/// <param name="Sample">Length of one sample, in whole seconds.</param>
/// <param name="Rounds">Samples of each cell, interleaved with those of the others.</param>
/// <param name="WarmUp">Longest time that a way is given to come to rest; zero for none at all.</param>
internal sealed record Pace(TimeSpan Sample, int Rounds, TimeSpan WarmUp)
{
    public static readonly Pace Full = new(TimeSpan.FromSeconds(2), 5, TimeSpan.FromSeconds(40));

    public static readonly Pace Quick = new(TimeSpan.FromSeconds(1), 3, TimeSpan.FromSeconds(6));

    /// <summary>Only to see that it works.</summary>
    public static readonly Pace Smoke = new(TimeSpan.FromSeconds(1), 1, TimeSpan.Zero);
}
