namespace McpService.Sandbox.Tools;

/// <summary>The action was tried and failed: a result with <c>isError</c> and this message, not an error of the protocol.</summary>
internal sealed class ToolFailedException(string message) : Exception(message);
