namespace McpService.WebApi.Hosting;

/// <summary><c>.env</c> is there and cannot be used. The message names file, line and mend, and shows nothing of what the file says.</summary>
internal sealed class EnvironmentFileException(string message) : Exception(message);
