namespace McpService.Application.Idempotency;

/// <summary>Header names (draft-ietf-httpapi-idempotency-key-header, and what Stripe calls its answer).</summary>
public static class IdempotencyHeaders
{
    public const string Key = "Idempotency-Key";

    /// <summary>On an answer: <c>true</c> where it is that of an earlier request.</summary>
    public const string Replayed = "Idempotent-Replayed";
}
