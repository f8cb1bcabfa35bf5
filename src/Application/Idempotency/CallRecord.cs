namespace McpService.Application.Idempotency;

/// <summary>What the repetition of a call finds.</summary>
/// <param name="State">What became of the call.</param>
/// <param name="Asked">Digest of what was asked; empty where the key was given with something that is no call.</param>
/// <param name="Result">The JSON-RPC <c>result</c>, UTF-8; null where there is none, or it is not kept.</param>
public sealed record CallRecord(CallRecordState State, ReadOnlyMemory<byte> Asked, byte[]? Result);
