using System.ComponentModel.DataAnnotations;
using McpService.Infrastructure.Settings;

namespace McpService.WebApi.RateLimiting;

/// <summary>How fast requests may come. Limits hold per process.</summary>
public sealed class RateLimitOptions
{
    private const int Unlimited = 1_000_000;

    /// <summary>Requests to the token routes, and wrong credentials anywhere, per minute and address, 1 to 1,000,000. Default 30.</summary>
    [Setting("RATE_LIMIT_AUTH_PER_MINUTE"), Range(1, Unlimited)]
    public int AuthPerMinute { get; set; } = 30;

    /// <summary>Sustained requests per second and tenant, where the tenant has no limit of its own, 1 to 1,000,000. Default 50.</summary>
    [Setting("RATE_LIMIT_REQUESTS_PER_SECOND"), Range(1, Unlimited)]
    public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests of one tenant that may come at once, where the tenant has no limit of its own, 1 to 1,000,000. Default 100.</summary>
    [Setting("RATE_LIMIT_BURST"), Range(1, Unlimited)]
    public int Burst { get; set; } = 100;
}
