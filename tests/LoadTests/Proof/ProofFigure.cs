namespace McpService.LoadTests.Proof;

/// <summary>What came of a row.</summary>
/// <param name="Figure">What was found, with how much of it was tried.</param>
/// <param name="Holds">The goal is met; null where nothing can be said of it.</param>
internal sealed record ProofFigure(string Figure, bool? Holds)
{
    /// <summary>What helps to find the fault: the request, how to send it again, what the gateway logged of it. Printed, and in the JSON; too long for the table.</summary>
    public IReadOnlyCollection<string> Found { get; init; } = [];

    public static ProofFigure NotTried(string why) => new($"not tried: {why}", null);
}
