namespace McpService.Console.Api;

/// <summary>An error of the gateway (RFC 9457), or of the way to it.</summary>
public sealed record Problem(int Status, string? Code, string? Detail, string? RequestId, string? Outcome, bool Retryable, Dictionary<string, string[]>? Errors)
{
    /// <summary>The gateway does not answer.</summary>
    public static Problem Away { get; } = new(0, "gateway_away", "The gateway does not answer. It is tried again with your next step.", null, null, true, null);
}

/// <summary>The gateway said no.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
