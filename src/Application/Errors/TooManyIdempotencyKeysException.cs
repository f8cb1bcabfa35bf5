namespace McpService.Application.Errors;

/// <summary>As many keys are kept as may be; nothing was done, and the same request may succeed when the oldest of them is forgotten.</summary>
/// <param name="comeAgain">Until then.</param>
public sealed class TooManyIdempotencyKeysException(TimeSpan comeAgain) : GatewayException(
    "too_many_idempotency_keys", "As many Idempotency-Keys were used within the last day as are kept. Send the request without one, or later.")
{
    public TimeSpan ComeAgain { get; } = comeAgain;
}
