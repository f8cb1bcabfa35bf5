namespace McpService.WebApi.Errors;

/// <summary>The request is refused for what it is as HTTP, before any use case sees it: its body's size or type, its rate.</summary>
internal sealed class RequestRefusedException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
