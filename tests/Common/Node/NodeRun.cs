namespace McpService.Common.Node;

/// <param name="Errors">The last lines it wrote to the error stream.</param>
public sealed record NodeRun(int ExitCode, string Output, string Errors)
{
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote.</exception>
    public string OutputOrThrow() =>
        ExitCode is 0 ? Output : throw new InvalidOperationException($"Ended with {ExitCode}. {Errors} {Output}");
}
