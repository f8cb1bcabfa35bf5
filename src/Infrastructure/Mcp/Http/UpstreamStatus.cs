using System.Net;
using System.Text;
using McpService.Application.Errors;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>What an HTTP status of the upstream means.</summary>
internal static class UpstreamStatus
{
    // A bare 400 says nothing: an unsupported version header has the same status and code. These texts are the upstream's own.
    private static readonly string[] SessionGoneTexts = ["No valid session ID provided", "Server not initialized"];

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

    /// <summary>True for the answer to a message on a session that the upstream does not know: 404 in the specification ("Session Management"), a 400 of known text in the real one.</summary>
    public static bool SaysSessionGone(HttpStatusCode status, byte[] body) =>
        status == HttpStatusCode.NotFound || (status == HttpStatusCode.BadRequest && HasSessionGoneText(body));

    private static bool HasSessionGoneText(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        return Array.Exists(SessionGoneTexts, gone => text.Contains(gone, StringComparison.Ordinal));
    }
}
