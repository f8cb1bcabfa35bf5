using McpService.Application.Errors;
using McpService.Domain;

namespace McpService.Application.Idempotency;

/// <summary>Answers of changes, kept for a day. They come in with the change itself, in its transaction.</summary>
public interface IIdempotencyRecords
{
    /// <summary>The record, or null where there is none.</summary>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>, or <c>idempotency_record_unavailable</c> where it does not open.</exception>
    /// <exception cref="ConflictException"><c>result_not_kept</c>: the change was made, and its tenant is deleted since.</exception>
    Task<IdempotencyRecord?> FindAsync(string scope, string key, CancellationToken cancellationToken);
}
