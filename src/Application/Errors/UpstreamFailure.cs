using McpService.Domain.Auditing;

namespace McpService.Application.Errors;

/// <summary>
/// What can go wrong with an upstream call: one row of the failure table. <see cref="Audit"/> also says what is known:
/// not sent, failed (it said no), or unknown (it may have run).
/// </summary>
/// <param name="Code">Stable code in answers and in the trail.</param>
/// <param name="Audit">How the trail calls it.</param>
/// <param name="Outcome">What is known of the call.</param>
/// <param name="Summary">What happened, for the caller.</param>
/// <param name="MayRetry">True where sending the same call again is safe and may help.</param>
public sealed record UpstreamFailure(string Code, AuditOutcome Audit, CallOutcome Outcome, string Summary, bool MayRetry = false)
{
    public static readonly UpstreamFailure Unreachable = new("upstream_unreachable", AuditOutcome.NotSent, CallOutcome.NotSent, "The upstream server cannot be reached.", MayRetry: true);
    public static readonly UpstreamFailure ConnectTimeout = new("upstream_connect_timeout", AuditOutcome.NotSent, CallOutcome.NotSent, "The upstream server did not accept a connection in time.", MayRetry: true);
    public static readonly UpstreamFailure Timeout = new("upstream_timeout", AuditOutcome.Unknown, CallOutcome.Unknown, "The upstream server did not answer in time.");
    public static readonly UpstreamFailure Error = new("upstream_error", AuditOutcome.Unknown, CallOutcome.Unknown, "The upstream server failed.");
    public static readonly UpstreamFailure RateLimited = new("upstream_rate_limited", AuditOutcome.Throttled, CallOutcome.Failed, "The upstream server asks to slow down.");
    public static readonly UpstreamFailure Busy = new("upstream_unavailable", AuditOutcome.Throttled, CallOutcome.Failed, "The upstream server is unavailable for now.");
    public static readonly UpstreamFailure AuthFailed = new("upstream_auth_failed", AuditOutcome.AuthFailed, CallOutcome.Failed, "The upstream server refused the tenant's credential. The operator can replace it.");
    public static readonly UpstreamFailure Rejected = new("upstream_rejected", AuditOutcome.Failed, CallOutcome.Failed, "The upstream server rejected the request.");
    public static readonly UpstreamFailure InvalidParams = new("tool_invalid_params", AuditOutcome.RpcError, CallOutcome.Failed, "The tool does not accept these arguments.");
    public static readonly UpstreamFailure ToolAmbiguous = new("tool_ambiguous", AuditOutcome.NotSent, CallOutcome.NotSent, "More than one of the tenant's integrations has a tool of this short name.");
    public static readonly UpstreamFailure ToolNotFound = new("tool_not_found", AuditOutcome.NotSent, CallOutcome.NotSent, "There is no such tool. List the tools to see their names.");
    public static readonly UpstreamFailure ToolGone = new("tool_not_found", AuditOutcome.RpcError, CallOutcome.Failed, "There is no such tool. List the tools to see their names.");
    public static readonly UpstreamFailure UrlElicitationRequired = new("url_elicitation_required", AuditOutcome.RpcError, CallOutcome.Failed, "The tool needs its user to open an address first. Call it again when that is done.");
    public static readonly UpstreamFailure InputRequired = new("input_required", AuditOutcome.RpcError, CallOutcome.Failed, "The tool asks its user something before it can finish. An MCP client can answer; over REST nobody can.");
    public static readonly UpstreamFailure TooManyQuestions = new("too_many_questions", AuditOutcome.Cancelled, CallOutcome.Unknown, "The upstream server asks again and again, more often than one call may. It was told to stop.");
    public static readonly UpstreamFailure TooManyParked = new("too_many_parked_calls", AuditOutcome.Cancelled, CallOutcome.Unknown, "The upstream server asks something, and the tenant has as many calls waiting for answers as it may. It was told to stop.");
    public static readonly UpstreamFailure NotParked = new("not_parked", AuditOutcome.Cancelled, CallOutcome.Unknown, "The upstream server asks something, and the call could not be kept until the answer comes. It was told to stop.");
    public static readonly UpstreamFailure HeldElsewhere = new("held_elsewhere", AuditOutcome.NotSent, CallOutcome.NotSent, "Another replica waits for this answer, and the upstream server does not let it be taken over. Send it again.", MayRetry: true);
    public static readonly UpstreamFailure InputRefused = new("input_refused", AuditOutcome.RpcError, CallOutcome.Failed, "The client did not answer what the upstream server asked it.");
    public static readonly UpstreamFailure InputMissing = new("input_missing", AuditOutcome.Cancelled, CallOutcome.Failed, "Nobody answered in time what the upstream server asked.");
    public static readonly UpstreamFailure InvalidResponse = new("upstream_invalid_response", AuditOutcome.Unknown, CallOutcome.Unknown, "The upstream server answered with something that is not MCP.");
    public static readonly UpstreamFailure ProtocolError = new("upstream_protocol_error", AuditOutcome.Unknown, CallOutcome.Unknown, "The upstream server broke the protocol.");
    public static readonly UpstreamFailure Disconnected = new("upstream_disconnected", AuditOutcome.Unknown, CallOutcome.Unknown, "The upstream server ended the connection without an answer.");
    public static readonly UpstreamFailure ResponseTooLarge = new("upstream_response_too_large", AuditOutcome.Unknown, CallOutcome.Unknown, "The upstream server's answer is over 8 MiB.");
    public static readonly UpstreamFailure Overloaded = new("overloaded", AuditOutcome.Unknown, CallOutcome.Unknown, "The service holds as much for requests and answers as it may, and cannot take this answer.");
    public static readonly UpstreamFailure RedirectBlocked = new("upstream_redirect_blocked", AuditOutcome.Failed, CallOutcome.Failed, "The upstream server redirects, which is not followed.");
    public static readonly UpstreamFailure SessionLost = new("upstream_session_lost", AuditOutcome.Failed, CallOutcome.Failed, "The upstream server lost its session twice in a row.");
    public static readonly UpstreamFailure CredentialExpired = new("credential_expired", AuditOutcome.NotSent, CallOutcome.NotSent, "The tenant's upstream token has expired. The operator can replace it.");
    public static readonly UpstreamFailure CredentialUnavailable = new("credential_unavailable", AuditOutcome.NotSent, CallOutcome.NotSent, "The tenant's upstream credential cannot be opened. The operator can replace it.");

    /// <summary>What happened and what is known of the call.</summary>
    public string Message => Outcome == CallOutcome.Unknown ? $"{Summary} The call may have run." : Summary;

    /// <summary>The same failure met while a session was opened or the tools were looked up: the call itself was not sent.</summary>
    public UpstreamFailure BeforeSending() =>
        Outcome == CallOutcome.Unknown ? this with { Outcome = CallOutcome.NotSent, Audit = AuditOutcome.NotSent, MayRetry = true } : this;
}
