namespace McpService.Infrastructure.Mcp.Dialogues;

/// <summary>What an upstream asks the client of a call.</summary>
/// <param name="Key">By what the client's answer names it.</param>
/// <param name="Id">Id of the upstream's request as it stood there.</param>
/// <param name="Method">Elicitation, sampling or roots.</param>
/// <param name="Parameters">Its <c>params</c>, free of secrets; empty for none.</param>
internal sealed record Question(string Key, byte[] Id, string Method, byte[] Parameters);
