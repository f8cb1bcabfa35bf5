using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Http;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>
/// Finds out whether the upstream speaks a revision without sessions: at the first client of one, and once for each version of a server, since
/// a request without a session costs some servers as much as a session does.
/// </summary>
internal sealed class EraFinder(UpstreamEras eras, SessionCalls calls, SessionOpener opener)
{
    private readonly SingleFlight<bool> _asking = new();

    /// <param name="target">Whose request.</param>
    /// <param name="mayAsk">What is not known is found out; else it counts as no.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UpstreamException">The upstream was not reached; nothing of the client's was sent.</exception>
    public async ValueTask<bool> SpeaksSessionlessAsync(UpstreamTarget target, bool mayAsk, CancellationToken cancellationToken)
    {
        if (eras.Pinned is { } pinned) return pinned == Era.Sessionless;
        if (eras.IsRefused(target, Era.Sessionless)) return false;
        var known = await eras.KnownAsync(cancellationToken);
        if (known.IsSessionless) return true;
        if (!mayAsk) return false;

        // What no session is open to tell of is taken as it was.
        if (known.Declined is { } declined && (calls.Find(target) is not { } open || open.Server == declined)) return false;

        using var limit = calls.Limit(target, cancellationToken);
        var session = await calls.GetAsync(target, limit);
        if (session.IsSessionless) return true;

        var server = session.Server;
        try
        {
            return await _asking.RunAsync(() => AskAsync(target, server), limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout.BeforeSending());
        }
    }

    /// <summary>Whether a tenant whose <c>initialize</c> was refused is understood without one.</summary>
    public async Task<bool> AnswersSessionlessAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        using var limit = calls.Limit(target, cancellationToken);
        try
        {
            return (await calls.GetAsync(target, limit)).IsSessionless;
        }
        catch (UpstreamException)
        {
            return false;
        }
    }

    private async Task<bool> AskAsync(UpstreamTarget target, string server)
    {
        using var limit = calls.Limit(target, CancellationToken.None);
        try
        {
            await opener.DiscoverAsync(target, limit.Token);
            eras.Proved(Era.Sessionless);
            return true;
        }
        catch (UpstreamException e) when (e.Failure == UpstreamFailure.Rejected || e.Failure == UpstreamFailure.ProtocolError)
        {
            eras.Declined(server);
            return false;
        }
        catch (Exception e) when (e is UpstreamException or SessionGoneException or OperationCanceledException)
        {
            eras.Refused(target, Era.Sessionless);
            return false;
        }
    }
}
