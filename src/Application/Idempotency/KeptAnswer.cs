namespace McpService.Application.Idempotency;

/// <summary>What is kept of a change.</summary>
/// <param name="Request">Digest of what was asked, to tell a repetition from something else under the same key. Its secrets are not kept a second time.</param>
/// <param name="Response">What was answered.</param>
internal sealed record KeptAnswer(string Request, string Response);
