using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Streams;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>
/// The stream of a listener before an upstream of an older revision. First it is told what it gets (nothing, where the upstream tells nothing: the
/// empty subset is the specification's way to say so), then what comes. A stream that the upstream ends is asked for again while the session is there.
/// </summary>
/// <param name="messages">Writes for this listener.</param>
/// <param name="session">Its own; null where nothing is served.</param>
/// <param name="place">The stream's place in the account.</param>
/// <param name="onToolsChanged">Told of every change of the tools.</param>
/// <param name="time">Clock.</param>
internal sealed class ListenReply(ListenMessages messages, ListeningSession? session, TenantStream place, Action onToolsChanged, TimeProvider time) : McpReply
{
    private const int ShortStreams = 3;

    // An upstream that ends each stream at once is not asked for ever.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private RelayedEvents? _events;
    private long _openedAt;
    private int _short;
    private bool _acknowledged;
    private bool _isOver;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_acknowledged)
        {
            _acknowledged = true;
            return messages.Acknowledged(session?.Served ?? ListenFilter.None);
        }

        if (_isOver) return default;
        if (session?.IsOver == true) return EndListening();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(place.Ended, cancellationToken);
        try
        {
            if (session is not null) return await ReadOnAsync(session, either.Token);
            await Task.Delay(KeepAlive.Interval, time, either.Token);
            return KeepAlive.Comment;
        }
        catch (OperationCanceledException) when (place.Ended.IsCancellationRequested)
        {
            _isOver = true;
            return place.MayComeBack ? KeepAlive.ComeBack : default;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        End(AuditOutcome.Success);
        if (_events is not null) await _events.DisposeAsync();
        session?.Dispose();
        place.Dispose();
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadOnAsync(ListeningSession listening, CancellationToken cancellationToken)
    {
        if (_events is null)
        {
            try
            {
                if (await listening.StreamAsync(KeepAlive.Interval, cancellationToken) is not { } response) return EndListening();
                _events = await OpenAsync(listening, response, cancellationToken);
                _openedAt = time.GetTimestamp();
            }
            catch (TimeoutException)
            {
                return KeepAlive.Comment;
            }
            catch (UpstreamException)
            {
                return EndListening();
            }
        }

        try
        {
            var passed = await _events.ReadAsync(cancellationToken);
            _isOver = place.Ended.IsCancellationRequested; // then that was its last word
            if (!passed.IsEmpty || _isOver) return passed;
        }
        catch (UpstreamException e) when (e.Failure == UpstreamFailure.Disconnected)
        {
            // Broken off: asked for again like one that ended.
        }

        await _events.DisposeAsync();
        _events = null;
        _short = time.GetElapsedTime(_openedAt) < Short ? _short + 1 : 0;
        if (_short >= ShortStreams) return EndListening();
        await Task.Delay(Pause, time, cancellationToken);
        return KeepAlive.Comment;
    }

    private async Task<RelayedEvents> OpenAsync(ListeningSession listening, UpstreamResponse response, CancellationToken cancellationToken)
    {
        try
        {
            return new RelayedEvents(
                response,
                response.OpenEvents(Bounds.Answer, listening.Session.Resume, mayBeSilent: true),
                new ListenInspector(listening.Session, listening.Served, messages, onToolsChanged),
                place.Lend(isAnswer: false),
                new Patience(silence: null, questions: null, time),
                time,
                asked: null,
                isResumable: false)
            {
                Status = 200,
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Its client is told that it is over, and may listen again.</summary>
    private byte[] EndListening()
    {
        _isOver = true;
        return messages.Ended();
    }
}
