using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>What kind of server the upstream is, learned from the first session opened there: whether it keeps sessions at all.</summary>
internal sealed class UpstreamTraits(UpstreamSessionPool pool)
{
    private bool? _keepsSessions;

    /// <summary>Takes note of an answer to <c>initialize</c>.</summary>
    public void Learn(bool keepsSessions) => _keepsSessions = keepsSessions;

    /// <summary>What is known, or finds out on the tenant's pooled session.</summary>
    public async ValueTask<bool> KeepsSessionsAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        if (_keepsSessions is { } known) return known;
        using var lease = await pool.AcquireAsync(target, cancellationToken);
        if (lease.Session.IsSessionless) return true; // the gateway keeps them in its place
        var keeps = lease.Session.Id is not null;
        Learn(keeps);
        return keeps;
    }
}
