using McpService.Application.Errors;

namespace McpService.Application.Idempotency;

/// <summary>What became of calls that were given a key, for a day. Records come in with the trail: with the call's intent, and again with its outcome.</summary>
public interface ICallRecords
{
    /// <summary>The record of a key, or null where there is none.</summary>
    /// <exception cref="TooManyIdempotencyKeysException">There is none, and the tenant has as many as it may.</exception>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>, or <c>idempotency_record_unavailable</c> where it does not open.</exception>
    Task<CallRecord?> FindAsync(CallKey key, CancellationToken cancellationToken);
}
