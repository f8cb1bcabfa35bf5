using McpService.Application;
using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Dialogues;

/// <summary>One call on a session of its own, with what the upstream asks meanwhile. It outlives the client's request that began it.</summary>
/// <param name="session">The call's alone.</param>
/// <param name="quotedId">Id of the gateway's request, quotes included.</param>
/// <param name="time">Clock.</param>
internal sealed class Dialogue(DialogueSession session, byte[] quotedId, TimeProvider time)
{
    private readonly DialogueInbox _inbox = session.BeginCall();
    private readonly CancellationTokenSource _ends = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
    private readonly List<Question> _open = [];
    private Task _reading = Task.CompletedTask;
    private volatile bool _isAnswered;
    private int _ended;

    public DialogueSession At => session;

    public byte[] QuotedId => quotedId;

    /// <summary>What was asked and not answered.</summary>
    public IReadOnlyList<Question> Open => _open;

    /// <summary>Questions so far.</summary>
    public int Asked { get; private set; }

    /// <summary>How often the call was parked.</summary>
    public int Round { get; set; }

    /// <summary>Event up to which the call's stream was read, from which it can be resumed; null where it cannot.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>The same of the session's own stream.</summary>
    public string? LastAsideId { get; private set; }

    /// <summary>Sends the request.</summary>
    public void Send(string method, string? tool, ReadOnlyMemory<byte> parameters) =>
        _reading = Task.Run(() => ReadAsync(ct => ReadAnswerAsync(session.Session.StartAsync(quotedId, method, tool, parameters, ct), ct)), CancellationToken.None);

    /// <summary>Goes on where another process has read to.</summary>
    public void Resume(string lastEventId, string? lastAsideId, IEnumerable<Question> open, int asked, int round)
    {
        (LastEventId, LastAsideId, Asked, Round) = (lastEventId, lastAsideId, asked, round);
        _open.AddRange(open);
        _reading = Task.Run(() => ReadAsync(ct => ReadRestAsync(lastEventId, ct)), CancellationToken.None);
    }

    /// <summary>The next that the upstream says, for the caller to dispose; null where it says nothing within this time.</summary>
    public async ValueTask<Said?> NextAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var said = await _inbox.NextAsync(limit, cancellationToken);
        if (said is { IsAside: true }) LastAsideId = said.LastEventId ?? LastAsideId;
        else LastEventId = said?.LastEventId ?? LastEventId;
        return said;
    }

    /// <summary>Waits until the upstream says something, and throws where it is that it refuses.</summary>
    /// <exception cref="RpcErrorException">The upstream refused it, in JSON-RPC.</exception>
    /// <exception cref="UpstreamException">The failure table's row.</exception>
    /// <exception cref="SessionGoneException">The upstream lost the session.</exception>
    public async ValueTask BegunAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (await _inbox.PeekAsync(limit, cancellationToken) is { Failure: { } failure }) throw failure;
    }

    /// <summary>Takes note of a question.</summary>
    public void Ask(ReadOnlyMemory<byte> message, JsonRpcMessage question)
    {
        var parameters = message[question.Details];
        var clean = session.Session.Scrubber.Scrub(parameters.Span) ?? parameters.ToArray();
        _open.Add(new Question($"{question.Method![..question.Method!.IndexOf('/', StringComparison.Ordinal)]}_{++Asked}", message[question.Id].ToArray(), question.Method, clean));
    }

    /// <summary>Sends the upstream an answer to one of the open questions.</summary>
    /// <exception cref="UpstreamException">The upstream did not take it.</exception>
    /// <exception cref="SessionGoneException">The upstream lost the session.</exception>
    public async Task AnswerAsync(Question question, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        _open.Remove(question);
        await session.Session.AnswerAsync(question.Id, result, cancellationToken);
    }

    /// <summary>The upstream is told to stop when the call ends; what it may still say is not for another call.</summary>
    public void Cancel()
    {
        session.IsSpoiled = true;
        session.CancelledId = quotedId;
    }

    /// <summary>Nothing of it is read any more.</summary>
    /// <returns>False where it was ended before.</returns>
    public async Task<bool> TryEndAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return false;

        session.IsSpoiled |= _open.Count > 0 || !_isAnswered;
        session.EndCall();
        if (!_isAnswered) await _ends.CancelAsync(); // else it is read to its end, within the grace of it
        await _reading;
        _ends.Dispose();
        return true;
    }

    private async Task ReadAsync(Func<CancellationToken, Task> read)
    {
        var ended = new Said(null, IsAside: false, LastEventId: null);
        try
        {
            await read(_ends.Token);
        }
        catch (Exception failure)
        {
            if (_ends.IsCancellationRequested) return;
            ended = ended with { Failure = failure is IOException or HttpRequestException ? new UpstreamException(UpstreamFailure.Disconnected, inner: failure) : failure };
        }

        try
        {
            await _inbox.TryAddAsync(ended, _ends.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the end.
        }
    }

    private async Task ReadAnswerAsync(Task<UpstreamResponse> sending, CancellationToken cancellationToken)
    {
        using var response = await sending;
        if (response.IsEventStream)
        {
            using var events = response.OpenEvents(Bounds.Answer, session.Session.Resume, mayBeSilent: true);
            await ReadEventsAsync(events, response, cancellationToken);
            return;
        }

        if (!response.IsJson) throw new UpstreamException(UpstreamFailure.InvalidResponse);
        var body = await response.ReadWholeAsync(cancellationToken);
        var reply = JsonRpcMessage.Parse(body.Span);
        _isAnswered = reply.Kind is JsonRpcKind.Result or JsonRpcKind.Error;
        if (_isAnswered) response.Answered(reply.Outcome, reply.ErrorText);
        await AddAsync(new Said(body, IsAside: false, LastEventId: null), cancellationToken);
    }

    /// <summary>Where nobody reads any more, what is said is of no use.</summary>
    private async Task AddAsync(Said said, CancellationToken cancellationToken)
    {
        if (!await _inbox.TryAddAsync(said, cancellationToken)) said.Dispose();
    }

    private async Task ReadRestAsync(string lastEventId, CancellationToken cancellationToken)
    {
        var stream = await session.Session.Resume!(lastEventId, TimeSpan.Zero, cancellationToken);
        using var events = new EventStreamReader(stream, Bounds.Answer, session.Session.Resume, session.Budget, mayBeSilent: true);
        await using (stream) await ReadEventsAsync(events, response: null, cancellationToken);
    }

    private async Task ReadEventsAsync(EventStreamReader events, UpstreamResponse? response, CancellationToken cancellationToken)
    {
        while (await events.ReadAsync(cancellationToken))
        {
            if (!events.IsMessage || events.Data.IsEmpty)
            {
                // The first event of a stream may be there for its id alone (SEP-1699).
                if (events.LastEventId is not null) await AddAsync(new Said(new AnswerBuffer(null), IsAside: false, events.LastEventId), cancellationToken);
                continue;
            }

            var reply = JsonRpcMessage.Parse(events.Data.Span);
            var isAnswer = reply.Kind is JsonRpcKind.Result or JsonRpcKind.Error;
            if (isAnswer) events.StopResuming();
            _isAnswered = isAnswer;
            await AddAsync(new Said(events.TakeData(), IsAside: false, events.LastEventId), cancellationToken);
            if (!isAnswer) continue;
            response?.Answered(reply.Outcome, reply.ErrorText);
            await ReadEndAsync(events, cancellationToken);
            return;
        }
    }

    /// <summary>A connection whose stream was read to its end is of use again. One that does not end is left; of two answers neither was to be trusted.</summary>
    private async Task ReadEndAsync(EventStreamReader events, CancellationToken cancellationToken)
    {
        using var grace = new CallLimit(StreamEnd.Grace, time, cancellationToken);
        try
        {
            while (await events.ReadAsync(grace.Token))
            {
                if (events.IsMessage && JsonRpcMessage.Parse(events.Data.Span).Kind is JsonRpcKind.Result or JsonRpcKind.Error) session.IsSpoiled = true;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or UpstreamException)
        {
            // The answer is here.
        }
    }
}
