namespace McpService.Application.Idempotency;

/// <summary>
/// A change that must not be made twice, and whose answer cannot be had again otherwise: with an <c>Idempotency-Key</c> its repetition gets the first answer. Its
/// handler gives the answer to <see cref="IdempotentAct"/> before it saves, so that both are committed together or neither is.
/// </summary>
public interface IIdempotentRequest;
