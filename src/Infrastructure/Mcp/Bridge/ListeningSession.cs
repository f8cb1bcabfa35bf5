using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>The upstream session of one listener, with its stream and its subscriptions: all of it ends with the listener.</summary>
/// <param name="session">Opened for it alone.</param>
/// <param name="account">Where the session has its place.</param>
/// <param name="background">Ends it.</param>
/// <param name="time">Clock.</param>
internal sealed class ListeningSession(UpstreamSession session, SessionAccount account, BackgroundRequests background, TimeProvider time) : IDisposable
{
    /// <summary>So long before its token expires the session is given up: its client listens again, on one with a newer token.</summary>
    private static readonly TimeSpan EndsBefore = TimeSpan.FromMinutes(1);

    /// <summary>So long the upstream may take to say that it has no stream, before the listener is told that it has one that may stay silent.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ended = new();
    private Task<UpstreamResponse>? _opening;

    public UpstreamSession Session => session;

    /// <summary>What the listener is told of.</summary>
    public ListenFilter Served { get; private set; } = ListenFilter.None;

    /// <summary>Its token goes on no longer.</summary>
    public bool IsOver => session.Token.ExpiresAt - time.GetUtcNow() <= EndsBefore;

    /// <summary>Opens the stream, then subscribes, so that nothing is missed between the two.</summary>
    /// <exception cref="UpstreamException">The upstream failed.</exception>
    public async Task StartAsync(ListenFilter asked, CancellationToken cancellationToken)
    {
        if (session.Id is null) return; // without a session there is no stream that could be this listener's
        var possible = asked.Within(session.InitializeResult);
        if (possible.IsEmpty || !await HasStreamAsync(cancellationToken)) return;

        List<string> subscribed = [];
        Served = possible with { Uris = subscribed };
        foreach (var uri in possible.Uris)
        {
            if (await AskAsync(McpMethods.Subscribe, uri, cancellationToken)) subscribed.Add(uri);
        }
    }

    /// <summary>The upstream's stream; null where it has none, or none any more.</summary>
    public async Task<UpstreamResponse?> StreamAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        _opening ??= session.ListenAsync(_ended.Token);
        var response = await _opening.WaitAsync(wait, time, cancellationToken);
        _opening = null;
        if (response is { IsSuccess: true, IsEventStream: true }) return response;
        response.Dispose();
        return null;
    }

    public void Dispose()
    {
        _ended.Cancel();
        if (_opening is { } opening) background.Run(async _ => (await opening).Dispose());
        _ended.Dispose();
        account.Give();
        background.Run(CloseAsync);
    }

    private async Task<bool> HasStreamAsync(CancellationToken cancellationToken)
    {
        _opening = session.ListenAsync(_ended.Token);
        try
        {
            var response = await _opening.WaitAsync(AtOnce, time, cancellationToken);
            return response is { IsSuccess: true, IsEventStream: true };
        }
        catch (TimeoutException)
        {
            return true; // some send their headers with the first event
        }
    }

    /// <summary>A server that does not know DELETE keeps the session, and must not go on telling it.</summary>
    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var uri in Served.Uris) await AskAsync(McpMethods.Unsubscribe, uri, cancellationToken);
        }
        catch (UpstreamException)
        {
            // It is gone, or cannot be reached: then DELETE says so, too.
        }

        await session.CloseAsync(cancellationToken);
    }

    /// <summary>False where the upstream refuses.</summary>
    private async Task<bool> AskAsync(string method, string uri, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await session.RequestAsync(method, JsonSerializer.SerializeToUtf8Bytes(new { uri }), cancellationToken);
            return answer.Reply.Kind == Wire.JsonRpcKind.Result;
        }
        catch (UpstreamException e) when (e.Failure == UpstreamFailure.Rejected)
        {
            return false;
        }
        catch (SessionGoneException)
        {
            throw new UpstreamException(UpstreamFailure.SessionLost);
        }
    }
}
