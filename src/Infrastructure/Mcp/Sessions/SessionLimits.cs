using McpService.Infrastructure.Mcp.Http;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>How long a pooled session is used.</summary>
/// <param name="Idle">Without a call.</param>
/// <param name="MaxAge">In all.</param>
/// <param name="MaxCalls">Calls made on it.</param>
/// <param name="RenewBefore">Another is opened beside it this long before its token expires.</param>
/// <param name="SpentBefore">It takes no more calls this long before its token expires: so long may a call take, or the upstream's clock be ahead.</param>
internal sealed record SessionLimits(TimeSpan Idle, TimeSpan MaxAge, int MaxCalls, TimeSpan RenewBefore, TimeSpan SpentBefore)
{
    public static SessionLimits From(UpstreamOptions options) => new(
        TimeSpan.FromSeconds(options.SessionIdleSeconds), TimeSpan.FromHours(6), options.SessionMaxCalls, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
}
