using McpService.WebApi.Errors;
using McpService.WebApi.RateLimiting;

namespace McpService.WebApi.Pipeline;

/// <summary>Tells a client how much it may still send, on every answer, so that it can slow down before it is told to.</summary>
internal static class RateLimitHeaders
{
    public static void Write(IHeaderDictionary headers, RateDecision decision)
    {
        headers["RateLimit-Limit"] = decision.Limit.ToString();
        headers["RateLimit-Remaining"] = decision.Remaining.ToString();
        headers["RateLimit-Reset"] = ProblemWriter.WholeSeconds(decision.Reset);
    }
}
