using McpService.Application.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace McpService.WebApi.Errors;

/// <summary>An error as the client sees it: RFC 9457 problem details and what this service adds.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable, machine-readable, snake_case.</param>
/// <param name="Detail">For people. Never a secret, a path of the server or an upstream's body.</param>
internal sealed record Problem(int Status, string Code, string Detail)
{
    private static readonly Dictionary<int, (string Code, string Detail)> OfFramework = new()
    {
        [StatusCodes.Status400BadRequest] = ("bad_request", "The request cannot be understood."),
        [StatusCodes.Status401Unauthorized] = ("unauthorized", "A credential is needed."),
        [StatusCodes.Status403Forbidden] = ("forbidden", "This is not allowed."),
        [StatusCodes.Status404NotFound] = ("not_found", "There is nothing at this address."),
        [StatusCodes.Status405MethodNotAllowed] = ("method_not_allowed", "This address does not take that method; the header Allow says which it takes."),
        [StatusCodes.Status406NotAcceptable] = ("not_acceptable", "There is no answer in a form that the header Accept allows."),
        [StatusCodes.Status408RequestTimeout] = ("request_timeout", "The request came too slowly."),
        [StatusCodes.Status413PayloadTooLarge] = ("body_too_large", "The body is too large."),
        [StatusCodes.Status415UnsupportedMediaType] = ("unsupported_media_type", "The body must be application/json in UTF-8, not compressed."),
        [StatusCodes.Status429TooManyRequests] = ("rate_limited", "Too many requests. The header Retry-After says when to come again."),
        [StatusCodes.Status500InternalServerError] = ("internal_error", "Something went wrong here. The operator finds it in the log under the request id."),
        [StatusCodes.Status503ServiceUnavailable] = ("unavailable", "The service cannot take requests right now."),
    };

    /// <summary>Phrase of the status: with no <c>type</c> of its own a problem has no title of its own (RFC 9457, 4.2.1).</summary>
    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    /// <summary>Sending the same request again is safe and may help.</summary>
    public bool Retryable { get; init; }

    /// <summary>What is known of the upstream call, where one was concerned.</summary>
    public CallOutcome? Outcome { get; init; }

    /// <summary>The gateway itself said no; false where the upstream failed, or we did.</summary>
    public bool IsRefusal => !IsOfUpstream && Status != StatusCodes.Status500InternalServerError;

    /// <summary>The upstream failed, and that is counted as a call.</summary>
    public bool IsOfUpstream { get; init; }

    /// <summary>When to come again; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Faults by field of the body or the query; null where there are none.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Addresses that the tool's user has to open first; empty for any other problem.</summary>
    public IReadOnlyList<UrlElicitation> Elicitations { get; init; } = [];

    /// <summary>The problem behind a status that the framework set without a word.</summary>
    public static Problem OfStatus(int status)
    {
        var (code, detail) = OfFramework.TryGetValue(status, out var known) ? known : ("error", ReasonPhrases.GetReasonPhrase(status));
        return new Problem(status, code, detail);
    }

    /// <summary>Too many requests; nothing was done.</summary>
    public static Problem RateLimited(TimeSpan retryAfter) => OfStatus(StatusCodes.Status429TooManyRequests) with
    {
        Retryable = true,
        Outcome = CallOutcome.NotSent,
        RetryAfter = retryAfter,
    };
}
