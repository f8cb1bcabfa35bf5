namespace McpService.LoadTests.Proof;

/// <summary>What came of a row.</summary>
/// <param name="Figure">What was found, with how much of it was tried.</param>
/// <param name="Holds">The goal is met; null where nothing can be said of it.</param>
internal sealed record ProofFigure(string Figure, bool? Holds)
{
    public static ProofFigure NotTried(string why) => new($"not tried: {why}", null);
}
