namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>What a request brings when it is repeated with what the upstream wanted to know.</summary>
/// <param name="Responses"><c>inputResponses</c>, a JSON object; empty for none.</param>
/// <param name="State">The upstream's <c>requestState</c> as it stood there; empty for none.</param>
internal sealed record InputAnswers(ReadOnlyMemory<byte> Responses, ReadOnlyMemory<byte> State);
