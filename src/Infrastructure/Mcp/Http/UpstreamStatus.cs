using System.Net;
using System.Text;
using McpService.Application.Errors;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>What an HTTP status of the upstream means.</summary>
internal static class UpstreamStatus
{
    // A bare 400 says nothing: an unsupported version header has the same status and code. These texts are the upstream's own.
    private static readonly string[] SessionGoneTexts = ["No valid session ID provided", "Server not initialized"];

    /// <summary>Returns for a success, throws for anything else.</summary>
    /// <param name="response">Its body is read only as far as needed to tell a lost session.</param>
    /// <param name="hadSession">The request named a session.</param>
    /// <param name="now">For a <c>Retry-After</c> that is a date.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="UpstreamException">The failure table's row.</exception>
    /// <exception cref="SessionGoneException">The session is lost; nothing was executed.</exception>
    public static async ValueTask EnsureSuccessAsync(UpstreamResponse response, bool hadSession, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (response.IsSuccess) return;
        if (hadSession && await IsSessionGoneAsync(response, cancellationToken)) throw new SessionGoneException();

        var retryAfter = response.RetryAfter(now);
        throw new UpstreamException(Classify(response.Status, retryAfter), retryAfter: retryAfter);
    }

    public static UpstreamFailure Classify(HttpStatusCode status, TimeSpan? retryAfter) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => UpstreamFailure.AuthFailed,
        HttpStatusCode.TooManyRequests => UpstreamFailure.RateLimited,
        HttpStatusCode.ServiceUnavailable when retryAfter is not null => UpstreamFailure.Busy,
        >= HttpStatusCode.InternalServerError => UpstreamFailure.Error,
        >= HttpStatusCode.BadRequest => UpstreamFailure.Rejected,
        >= HttpStatusCode.Ambiguous => UpstreamFailure.RedirectBlocked,
        _ => UpstreamFailure.InvalidResponse,
    };

    private static async ValueTask<bool> IsSessionGoneAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        if (response.Status == HttpStatusCode.NotFound) return true; // the specification's own way
        if (response.Status != HttpStatusCode.BadRequest) return false;

        return SaysSessionGone(await response.ReadStartAsync(cancellationToken));
    }

    /// <summary>True for the body of a 400 that means a lost session.</summary>
    public static bool SaysSessionGone(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        return Array.Exists(SessionGoneTexts, gone => text.Contains(gone, StringComparison.Ordinal));
    }
}
