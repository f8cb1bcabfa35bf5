namespace McpService.Application.Idempotency;

/// <summary>A call that its caller can send again without its being made twice.</summary>
public interface IRepeatableCall<out TResponse>
{
    /// <summary>The caller's key, as it stands there; null for none.</summary>
    string? IdempotencyKey { get; }

    /// <summary>Where the key stood, for faults.</summary>
    string IdempotencyField { get; }

    /// <summary>What tells doors apart: an answer is repeated in the form it had.</summary>
    string Door { get; }

    /// <summary>The key's account, while the call is made; null where it has none.</summary>
    KeyedCall? Keyed { get; set; }

    /// <summary>The answer again.</summary>
    /// <param name="result">The JSON-RPC <c>result</c> as it was kept.</param>
    TResponse Replay(byte[] result);
}
