namespace McpService.Infrastructure.Mcp;

/// <summary>How long a pooled session is used.</summary>
/// <param name="Idle">Without a call.</param>
/// <param name="MaxAge">In all.</param>
/// <param name="MaxCalls">Calls made on it.</param>
/// <param name="RenewBefore">It is replaced this long before its token expires.</param>
internal sealed record SessionLimits(TimeSpan Idle, TimeSpan MaxAge, int MaxCalls, TimeSpan RenewBefore)
{
    public static SessionLimits From(UpstreamOptions options) => new(
        TimeSpan.FromSeconds(options.SessionIdleSeconds), TimeSpan.FromHours(6), options.SessionMaxCalls, TimeSpan.FromMinutes(1));
}
