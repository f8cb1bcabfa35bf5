namespace McpService.Application.Errors;

/// <summary>The key was given with another request before.</summary>
public sealed class IdempotencyKeyReusedException() : GatewayException(
    "idempotency_key_reused", "This Idempotency-Key was given with another request within the last day. Use a new one for each change.");
