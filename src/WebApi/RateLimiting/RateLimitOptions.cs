using System.ComponentModel.DataAnnotations;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Settings;

namespace McpService.WebApi.RateLimiting;

/// <summary>How fast requests may come. A tenant's limits, and those of wrong credentials, hold over all replicas.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests to the token routes, and wrong credentials anywhere, per minute and address, 1 to 1,000,000. Default 30.</summary>
    [Setting("RATE_LIMIT_AUTH_PER_MINUTE"), Range(1, TenantLimits.MaxRate)]
    public int AuthPerMinute { get; set; } = 30;

    /// <summary>Wrong credentials per minute from one /48 of IPv6, which one site is given, whatever its machines, 1 to 1,000,000. Default 120.</summary>
    [Setting("RATE_LIMIT_AUTH_PER_MINUTE_SITE"), Range(1, TenantLimits.MaxRate)]
    public int AuthPerMinuteOfSite { get; set; } = 120;

    /// <summary>Sustained requests per second and tenant, where the tenant has no limit of its own, 1 to 1,000,000. Default 50.</summary>
    [Setting("RATE_LIMIT_REQUESTS_PER_SECOND"), Range(1, TenantLimits.MaxRate)]
    public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests of one tenant that may come at once, where the tenant has no limit of its own, 1 to 1,000,000. Default 100.</summary>
    [Setting("RATE_LIMIT_BURST"), Range(1, TenantLimits.MaxRate)]
    public int Burst { get; set; } = 100;

    /// <summary>Upstream calls of one tenant under way at once, where the tenant has no limit of its own, 1 to 10,000. Default 50.</summary>
    [Setting("RATE_LIMIT_CONCURRENCY"), Range(1, TenantLimits.MaxConcurrency)]
    public int Concurrency { get; set; } = 50;
}
