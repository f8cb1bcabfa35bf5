using FluentValidation;
using McpService.Application.Errors;
using McpService.Domain;

namespace McpService.WebApi.Errors;

/// <summary>The one place that turns exceptions into answers.</summary>
internal static class ErrorTable
{
    public const string ValidationFailed = "validation_failed";

    /// <summary>How long a client should wait for what is away to come back, where nobody knows better.</summary>
    public static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, int> UpstreamStatuses = new()
    {
        [UpstreamFailure.Unreachable.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.ConnectTimeout.Code] = StatusCodes.Status504GatewayTimeout,
        [UpstreamFailure.Timeout.Code] = StatusCodes.Status504GatewayTimeout,
        [UpstreamFailure.Error.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.RateLimited.Code] = StatusCodes.Status429TooManyRequests,
        [UpstreamFailure.Busy.Code] = StatusCodes.Status503ServiceUnavailable,
        [UpstreamFailure.AuthFailed.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.Rejected.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.InvalidParams.Code] = StatusCodes.Status400BadRequest,
        [UpstreamFailure.ToolAmbiguous.Code] = StatusCodes.Status400BadRequest,
        [UpstreamFailure.ToolNotFound.Code] = StatusCodes.Status404NotFound,
        [UpstreamFailure.UrlElicitationRequired.Code] = StatusCodes.Status409Conflict,
        [UpstreamFailure.InputRequired.Code] = StatusCodes.Status409Conflict,
        [UpstreamFailure.TooManyQuestions.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.TooManyParked.Code] = StatusCodes.Status429TooManyRequests,
        [UpstreamFailure.NotParked.Code] = StatusCodes.Status503ServiceUnavailable,
        [UpstreamFailure.HeldElsewhere.Code] = StatusCodes.Status503ServiceUnavailable,
        [UpstreamFailure.InputRefused.Code] = StatusCodes.Status409Conflict,
        [UpstreamFailure.InputMissing.Code] = StatusCodes.Status409Conflict,
        [UpstreamFailure.InvalidResponse.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.ProtocolError.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.Disconnected.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.ResponseTooLarge.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.Overloaded.Code] = StatusCodes.Status503ServiceUnavailable,
        [UpstreamFailure.RedirectBlocked.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.SessionLost.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.CredentialExpired.Code] = StatusCodes.Status502BadGateway,
        [UpstreamFailure.CredentialUnavailable.Code] = StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>The HTTP status of an upstream failure, or null for a code without a row.</summary>
    public static int? StatusOf(UpstreamFailure failure) => UpstreamStatuses.TryGetValue(failure.Code, out var status) ? status : null;

    public static Problem ProblemOf(Exception failure) => failure switch
    {
        ValidationException invalid => OfFaults(invalid),
        UpstreamException upstream => OfUpstream(upstream),
        NotFoundException missing => new Problem(StatusCodes.Status404NotFound, missing.Code, missing.Message),
        PreconditionFailedException stale => new Problem(StatusCodes.Status412PreconditionFailed, stale.Code, stale.Message),
        ConflictException conflict => new Problem(StatusCodes.Status409Conflict, conflict.Code, conflict.Message),
        UnauthorizedException unproven => new Problem(StatusCodes.Status401Unauthorized, unproven.Code, unproven.Message),
        ForbiddenException forbidden => new Problem(StatusCodes.Status403Forbidden, forbidden.Code, forbidden.Message),
        TooManyCallsException busy => new Problem(StatusCodes.Status429TooManyRequests, busy.Code, busy.Message)
        {
            Retryable = true,
            Outcome = CallOutcome.NotSent,
            RetryAfter = TooManyCallsException.ComeAgain,
        },
        OverloadedException full => new Problem(StatusCodes.Status503ServiceUnavailable, full.Code, full.Message)
        {
            Retryable = true,
            Outcome = CallOutcome.NotSent,
            RetryAfter = OverloadedException.ComeAgain,
        },
        CircuitOpenException open => new Problem(StatusCodes.Status503ServiceUnavailable, open.Code, open.Message)
        {
            Retryable = true,
            Outcome = CallOutcome.NotSent,
            RetryAfter = open.ComeAgain,
        },
        TooManyIdempotencyKeysException many => new Problem(StatusCodes.Status429TooManyRequests, many.Code, many.Message)
        {
            Retryable = true,
            Outcome = CallOutcome.NotSent,
            RetryAfter = many.ComeAgain,
        },
        RepeatedCallException repeated => new Problem(StatusCodes.Status409Conflict, repeated.Code, repeated.Message)
        {
            Retryable = repeated.ComeAgain is not null,
            Outcome = CallOutcome.Unknown,
            RetryAfter = repeated.ComeAgain,
        },
        IdempotencyKeyReusedException reused => new Problem(StatusCodes.Status422UnprocessableEntity, reused.Code, reused.Message),
        UnavailableException away => new Problem(StatusCodes.Status503ServiceUnavailable, away.Code, away.Message)
        {
            Retryable = away.Outcome == CallOutcome.NotSent,
            Outcome = away.Outcome,
            RetryAfter = ComeAgain,
        },
        RequestRefusedException refused => refused.Problem,
        BadHttpRequestException malformed => Problem.OfStatus(malformed.StatusCode),
        _ => Problem.OfStatus(StatusCodes.Status500InternalServerError),
    };

    private static Problem OfUpstream(UpstreamException upstream) =>
        new(StatusOf(upstream.Failure) ?? StatusCodes.Status502BadGateway, upstream.Failure.Code, upstream.Message)
        {
            Retryable = upstream.Retryable,
            Outcome = upstream.Failure.Outcome,
            RetryAfter = upstream.RetryAfter,
            IsOfUpstream = true,
            Elicitations = upstream.Elicitations,
        };

    private static Problem OfFaults(ValidationException invalid) =>
        new(StatusCodes.Status400BadRequest, ValidationFailed, "The request has faults; each is listed under the field it concerns.")
        {
            Errors = invalid.Errors
                .GroupBy(f => f.PropertyName, f => f.ErrorMessage)
                .ToDictionary(field => field.Key, field => field.Distinct().ToArray()),
        };
}
