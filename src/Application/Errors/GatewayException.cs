using McpService.Domain.Tenants;

namespace McpService.Application.Errors;

/// <summary>A failure with a stable code; one place in WebApi turns it into an answer.</summary>
/// <param name="code">Machine-readable, snake_case.</param>
/// <param name="message">For the caller; says how to mend it where it can be mended. Never a secret.</param>
/// <param name="cause">For the log, where there is one.</param>
public abstract class GatewayException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Code { get; } = code;
}

/// <summary>There is no such thing, or not for this caller; the two are not told apart.</summary>
public sealed class NotFoundException(string code, string message) : GatewayException(code, message)
{
    public static NotFoundException Tenant() => new("tenant_not_found", "There is no such tenant.");

    public static NotFoundException ApiKey() => new("api_key_not_found", "The tenant has no such API key, or not any more.");
}

/// <summary>The change was meant for a revision that is not the current one: somebody else changed the thing since.</summary>
public sealed class PreconditionFailedException()
    : GatewayException("precondition_failed", "The tenant changed since the revision that If-Match names. Read it again and repeat the change.");

/// <summary>The credential presented proves nothing.</summary>
public sealed class UnauthorizedException(string code, string message) : GatewayException(code, message);

/// <summary>The tenant has as many calls under way as it may; nothing was done, and the same request may succeed when one of them ends.</summary>
public sealed class TooManyCallsException() : GatewayException("tenant_concurrency", "As many calls of this tenant are under way as may be. Wait for one to end.")
{
    /// <summary>When to come again: calls end at any time, so that this only keeps clients from hammering.</summary>
    public static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);
}

/// <summary>The process holds as much for requests and answers as it may; nothing was done, and the same request may succeed in a moment.</summary>
public sealed class OverloadedException() : GatewayException("overloaded", "The service holds as much for requests and answers as it may. Send the request again in a moment.")
{
    /// <summary>When to come again: what is held is let go at any time.</summary>
    public static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);
}

/// <summary>Something the service needs is away. Unless <see cref="Outcome"/> says otherwise nothing was done, and the same request may succeed later.</summary>
public sealed class UnavailableException(string code, string message, Exception? cause = null) : GatewayException(code, message, cause)
{
    /// <summary>What is known of what was asked.</summary>
    public CallOutcome Outcome { get; init; } = CallOutcome.NotSent;

    public static UnavailableException Overloaded() => new("overloaded", "More is under way than can be kept account of. Try again shortly.");

    public static UnavailableException Audit(Exception? cause = null) =>
        new("audit_unavailable", "The audit trail cannot be written, so nothing was done. The operator finds the reason in the log.", cause);

    /// <summary>The answer to a commit was lost: the change may have been made.</summary>
    public static UnavailableException Unknown() => new(
        "database_unavailable", "The database did not say whether the change was made. Look, or send the same request again with the same Idempotency-Key, if it had one.")
    {
        Outcome = CallOutcome.Unknown,
    };

    public static UnavailableException Database() => new("database_unavailable", "The database does not answer. Try again shortly.");
}
