namespace McpService.Application.Idempotency;

/// <summary>What a repetition finds.</summary>
/// <param name="Scope">Whose key it is: keys of operators and of each tenant are apart.</param>
/// <param name="Key">As the caller gave it.</param>
/// <param name="TenantRef">The tenant that was changed.</param>
/// <param name="Content">What was asked, as a digest, and what was answered, secrets included: to be stored sealed.</param>
public sealed record IdempotencyRecord(string Scope, string Key, Guid TenantRef, string Content);
