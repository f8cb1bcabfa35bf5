using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Memory;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>
/// The stream that answers one request of a played session: what the upstream says on the way, the questions it has, each as a request to the
/// client, and the answer of the last round.
/// </summary>
/// <param name="call">Goes with the reply.</param>
/// <param name="calls">Sends the next round.</param>
/// <param name="first">The upstream's reply to the first round; goes with this one.</param>
/// <param name="rounds">Makes questions of what the upstream wants to know.</param>
/// <param name="budget">Counts what is held.</param>
/// <param name="time">Clock.</param>
internal sealed class BridgedReply(BridgedCall call, BridgedCalls calls, McpReply first, InputRounds rounds, MemoryBudget budget, TimeProvider time) : McpReply
{
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled, call.Place.Ended);
    private readonly Queue<byte[]> _messages = [];
    private readonly HeldCopy _copy = new(budget);
    private McpReply? _inner = first;
    private Task<McpReply>? _sending;
    private InputRound? _round;
    private long _askedAt;
    private int _sent = 1;
    private (AuditOutcome Outcome, string? Code)? _end;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        _copy.Dispose();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
        try
        {
            while (true)
            {
                if (_messages.TryDequeue(out var message)) return EventStreamWriter.Message(message);
                if (_end is { } end) return await FinishAsync(end, either.Token);
                if (_round is { } round && !await IsAnsweredAsync(round, either.Token)) return KeepAlive.Comment;
                if (_sending is { } sending && !await IsSentAsync(sending, either.Token)) return KeepAlive.Comment;
                var bytes = await _inner!.ReadAsync(either.Token);
                if (bytes.IsEmpty) throw new UpstreamException(UpstreamFailure.Disconnected);
                if (_inner.ContentType != McpMediaTypes.EventStream) await TakeAsync(bytes);
                else if (EventStreamWriter.DataOf(bytes.Span) is { Length: > 0 } data) await TakeAsync(data);
                else return bytes; // a comment
            }
        }
        catch (Exception failure) when (_end is null && failure is UpstreamException or GatewayException or McpException)
        {
            return Fail(failure);
        }
        catch (OperationCanceledException) when (call.Cancelled.IsCancellationRequested)
        {
            // "should not send a response for the cancelled request" (2025-06-18, "Cancellation")
            return Stop(AuditOutcome.Cancelled);
        }
        catch (OperationCanceledException) when (call.Place.Ended.IsCancellationRequested)
        {
            End(_round is null ? UpstreamFailure.Disconnected.Audit : AuditOutcome.Cancelled);
            throw new UpstreamException(UpstreamFailure.Disconnected);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        End(_end?.Outcome ?? AuditOutcome.Cancelled, _end?.Code);
        if (_sending is not null) await _over.CancelAsync(); // which hands over to another thread
        _round?.Dispose();
        if (_inner is not null) await _inner.DisposeAsync();
        if (_sending is not null) await _sending.ContinueWith(DiscardAsync, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();
        _copy.Dispose();
        call.Dispose();
        _over.Dispose();
    }

    /// <summary>Takes a message of the upstream's.</summary>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> message)
    {
        var said = JsonRpcMessage.Parse(message.Span);
        switch (said.Kind)
        {
            case JsonRpcKind.Notification:
                _messages.Enqueue(OlderAnswer.Notification(said.Method!, message[said.Details]));
                break;
            case JsonRpcKind.Result when said.ResultType == "input_required":
                await AskAsync(message[said.Result]);
                break;
            case JsonRpcKind.Result or JsonRpcKind.Error:
                _messages.Enqueue(AnswerOf(call, message, said));
                _copy.TryTake(_messages.Peek().Length);
                _end = (said.Outcome, said.ErrorText);
                break;
            default:
                break; // a server of this revision asks in its results alone
        }
    }

    /// <summary>The answer as the client's revision has it.</summary>
    public static byte[] AnswerOf(BridgedCall call, ReadOnlyMemory<byte> message, JsonRpcMessage said) => said.Kind == JsonRpcKind.Error
        ? OlderAnswer.Error(call.Id, message[said.Details], call.Message.Method!)
        : OlderAnswer.Result(call.Id, message[said.Result], call.Message.Method!);

    private async ValueTask AskAsync(ReadOnlyMemory<byte> result)
    {
        var round = rounds.Begin(call, result, _sent);
        if (_inner is { } answered)
        {
            _inner = null;
            await answered.DisposeAsync();
        }

        (_round, _askedAt) = (round, time.GetTimestamp());
        foreach (var request in round.Requests) _messages.Enqueue(request);
    }

    private async ValueTask<bool> IsAnsweredAsync(InputRound round, CancellationToken cancellationToken)
    {
        if (!await IsReadyAsync(round.Answered, cancellationToken))
        {
            return time.GetElapsedTime(_askedAt) < rounds.Patience ? false : throw new UpstreamException(UpstreamFailure.InputMissing);
        }

        var answers = await round.AnswersAsync();
        round.Dispose();
        _round = null;
        _sending = calls.SendAsync(call, answers, ++_sent, _over.Token);
        return true;
    }

    private async ValueTask<bool> IsSentAsync(Task<McpReply> sending, CancellationToken cancellationToken)
    {
        if (!await IsReadyAsync(sending, cancellationToken)) return false;
        _sending = null;
        _inner = await sending;
        return true;
    }

    private async ValueTask<bool> IsReadyAsync(Task task, CancellationToken cancellationToken)
    {
        var left = _round is null ? KeepAlive.Interval : rounds.Patience - time.GetElapsedTime(_askedAt);
        try
        {
            await task.WaitAsync(left < KeepAlive.Interval ? left > TimeSpan.Zero ? left : TimeSpan.Zero : KeepAlive.Interval, time, cancellationToken);
            return true;
        }
        catch (TimeoutException) when (!task.IsFaulted)
        {
            return false;
        }
    }

    /// <summary>The upstream's stream is read to its end, so that its connection is of use again.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> FinishAsync((AuditOutcome Outcome, string? Code) end, CancellationToken cancellationToken)
    {
        if (_inner is { } inner)
        {
            _inner = null;
            await using (inner)
            {
                var isOver = false;
                while (!isOver) isOver = (await inner.ReadAsync(cancellationToken)).IsEmpty;
            }
        }

        End(end.Outcome, end.Code);
        return default;
    }

    private ReadOnlyMemory<byte> Fail(Exception failure)
    {
        var (body, outcome, code) = failure switch
        {
            UpstreamException upstream => (JsonRpcError.Write(call.Id, upstream, call.Exchange.RequestId), upstream.Failure.Audit, upstream.Failure.Code),
            McpException refused => (JsonRpcError.Write(call.Id, refused.Code, refused.Message, refused.ErrorData), AuditOutcome.RpcError, (string?)null),
            _ => (JsonRpcError.Write(call.Id, JsonRpcCodes.InternalError, failure.Message, new { code = ((GatewayException)failure).Code, retryable = true, outcome = "not_sent", requestId = call.Exchange.RequestId }), AuditOutcome.Failed, ((GatewayException)failure).Code),
        };
        _round?.Dispose();
        _round = null;
        _end = (outcome, code);
        return EndWith(EventStreamWriter.Message(body), outcome, code);
    }

    private ReadOnlyMemory<byte> Stop(AuditOutcome outcome)
    {
        _end = (outcome, null);
        End(outcome);
        return default;
    }

    private static async Task DiscardAsync(Task<McpReply> sending)
    {
        if (sending.IsCompletedSuccessfully) await (await sending).DisposeAsync();
    }
}
