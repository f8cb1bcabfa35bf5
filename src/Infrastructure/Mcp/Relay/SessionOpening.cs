using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Http;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>
/// Sends <c>initialize</c>. Where its client leaves before it is answered, somebody has to learn which session it opened: the answer alone names
/// the session, so it is waited for, and the session ended.
/// </summary>
internal sealed class SessionOpening(UpstreamHttp http, BackgroundRequests background, RelayClosing closing)
{
    private static readonly TimeSpan LateAnswer = TimeSpan.FromSeconds(30);

    /// <param name="place">The session's, in the account; handed over where the client leaves.</param>
    /// <param name="request">The <c>initialize</c>.</param>
    /// <param name="describe">The session of an id.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <exception cref="UpstreamException">No connection, or no HTTP answer.</exception>
    public async Task<UpstreamResponse> SendAsync(RelayPlace place, UpstreamRequest request, Func<string, RelaySession> describe, CancellationToken cancellationToken)
    {
        var own = new CancellationTokenSource();
        var sending = http.SendAsync(request with { Body = request.Body.ToArray() }, own.Token); // the client's buffer goes with the client
        try
        {
            var response = await sending.WaitAsync(cancellationToken);
            own.Dispose();
            return response;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var taken = place.HandOver();
            background.Run(late => CloseLateAsync(sending, own, taken, describe, late), LateAnswer);
            throw;
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    private async Task CloseLateAsync(Task<UpstreamResponse> sending, CancellationTokenSource own, RelayPlace place, Func<string, RelaySession> describe, CancellationToken cancellationToken)
    {
        using var taken = place;
        using var source = own;
        await using var late = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), own);
        using var response = await sending;
        if (response.IsSuccess && response.OpenedSession() is { } opened) closing.Close(describe(opened));
    }
}
