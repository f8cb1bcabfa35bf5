using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>
/// Answers <c>subscriptions/listen</c> before an upstream that keeps sessions: one of its own for each listener, because what a session is subscribed
/// to, and told on its stream, is the session's.
/// </summary>
internal sealed class Listening(
    SessionOpener opener, SessionAccount account, UpstreamSessionPool pool, SessionCalls calls, BackgroundRequests background, TenantStreams streams, IOptions<UpstreamOptions> options, TimeProvider time)
{
    private TimeSpan OpeningLimit => TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

    /// <exception cref="McpException">The tenant has as many streams as it may.</exception>
    /// <exception cref="UpstreamException">No session could be opened.</exception>
    public async Task<McpReply> OpenAsync(UpstreamTarget target, McpExchange exchange, CancellationToken cancellationToken)
    {
        var place = streams.Open(exchange, isAnswer: false);
        try
        {
            var asked = ListenFilter.Of(exchange.Message!);
            var session = asked.IsEmpty ? null : await OpenAsync(target, asked, place, cancellationToken);
            return new ListenReply(new ListenMessages(exchange.MessageId.ToArray()), session, place, () => Forget(target), time) { Status = 200, ContentType = McpMediaTypes.EventStream };
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Null where the upstream tells nothing of what is asked for, or the stream may not be any more.</summary>
    private async Task<ListeningSession?> OpenAsync(UpstreamTarget target, ListenFilter asked, TenantStream place, CancellationToken cancellationToken)
    {
        using var limit = calls.Limit(target, cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, place.Ended);
        try
        {
            var session = await OpenOwnAsync(target, either.Token);
            try
            {
                await session.StartAsync(asked, either.Token);
            }
            catch
            {
                session.Dispose();
                throw;
            }

            if (!session.Served.IsEmpty) return session;
            session.Dispose();
            return null;
        }
        catch (OperationCanceledException) when (place.Ended.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (limit.IsExpired)
        {
            throw new UpstreamException(UpstreamFailure.Timeout);
        }
    }

    /// <summary>A client that leaves does not end the opening: only its answer says which session there is to end.</summary>
    private async Task<ListeningSession> OpenOwnAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        var opening = Task.Run(() => OpenSessionAsync(target), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            background.Run(async _ => (await opening).Dispose(), OpeningLimit);
            throw;
        }
    }

    private async Task<ListeningSession> OpenSessionAsync(UpstreamTarget target)
    {
        TakePlace();
        using var limit = new CancellationTokenSource(OpeningLimit, time);
        try
        {
            return new ListeningSession(await opener.OpenAsync(target, limit.Token), account, background, time);
        }
        catch (Exception e)
        {
            account.Give();
            if (e is OperationCanceledException) throw new UpstreamException(UpstreamFailure.Timeout, inner: e);
            throw;
        }
    }

    private void TakePlace()
    {
        if (account.TryTake()) return;
        pool.MakeRoom();
        if (!account.TryTake()) throw new UpstreamException(UpstreamFailure.Overloaded, retryAfter: OverloadedException.ComeAgain);
    }

    /// <summary>The pooled session holds no stream: what is told here it would not hear.</summary>
    private void Forget(UpstreamTarget target)
    {
        if (calls.Find(target) is { } pooled) pooled.ToolNames = null;
    }
}
