namespace McpService.Application.Errors;

/// <summary>Another request with the same key was committed while this one was under way; nothing of this one was.</summary>
public sealed class IdempotencyKeyTakenException() : GatewayException("idempotency_key_taken", "A request with this Idempotency-Key was answered meanwhile.");
