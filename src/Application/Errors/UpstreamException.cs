namespace McpService.Application.Errors;

/// <summary>An upstream call failed: which way, and what is known of it, decided where it happened.</summary>
/// <param name="failure">The row of the failure table.</param>
/// <param name="reason">The upstream's reason, bounded and free of secrets, where the caller may see it; else null.</param>
/// <param name="retryAfter">How long the upstream asked to wait, at most 60 s; else null.</param>
/// <param name="inner">What was caught, for the log; else null.</param>
public sealed class UpstreamException(UpstreamFailure failure, string? reason = null, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(reason ?? failure.Message, inner)
{
    public UpstreamFailure Failure { get; } = failure;

    /// <summary>The upstream's reason, or null.</summary>
    public string? Reason { get; } = reason;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Addresses to open first, for <see cref="UpstreamFailure.UrlElicitationRequired"/>.</summary>
    public IReadOnlyList<UrlElicitation> Elicitations { get; init; } = [];

    /// <summary>The call only reads, so that it may be repeated whatever became of it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The same, met before the call was sent.</summary>
    public UpstreamException BeforeSending() => new(Failure.BeforeSending(), Reason, RetryAfter, this);

    /// <summary>May the caller send the same again?</summary>
    public bool Retryable => Failure.MayRetry || (IsReadOnly && Failure.Outcome is not CallOutcome.NotSent);
}
