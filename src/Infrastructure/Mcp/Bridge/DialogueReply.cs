using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Dialogues;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Parked;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>The answer to one request of a call that may ask its client something: progress as it comes, and at the end the result, or the questions with which the call is parked.</summary>
/// <param name="dialogue">The call at the upstream.</param>
/// <param name="inspector">Says what of it the client gets.</param>
/// <param name="parked">Where it waits for answers.</param>
/// <param name="exchange">The request.</param>
/// <param name="registration">Ends the reply when the tenant may no longer have it.</param>
/// <param name="patience">How long the upstream is waited for.</param>
/// <param name="time">Clock.</param>
internal sealed class DialogueReply(
    Dialogue dialogue, BridgeInspector inspector, ParkedCalls parked, McpExchange exchange, TenantStream registration, Patience patience, TimeProvider time) : McpReply
{
    private const string Parked = "input_required";

    // An upstream that asks several things at once says them one after the other.
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(100);

    private readonly HeldCopy _copy = new(dialogue.At.Budget);
    private long? _askedAt = dialogue.Open.Count > 0 ? time.GetTimestamp() : null;
    private bool _done;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        _copy.Dispose();
        if (_done)
        {
            IsDelivered |= inspector.Answer is not null || IsParked;
            End(inspector.Answer ?? AuditOutcome.Success);
            return default;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(registration.Ended, cancellationToken);
        try
        {
            return await ReadOnAsync(either.Token);
        }
        catch (UpstreamException e)
        {
            return Fail(e.Failure);
        }
        catch (SessionGoneException)
        {
            return Fail(UpstreamFailure.SessionLost);
        }
        catch (RpcErrorException refused)
        {
            return Answer(inspector.Refuse(refused.Body, refused.Error));
        }
        catch (OperationCanceledException) when (registration.Ended.IsCancellationRequested)
        {
            _done = true;
            End(UpstreamFailure.Disconnected.Audit, UpstreamFailure.Disconnected.Code);
            throw new UpstreamException(UpstreamFailure.Disconnected);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        var isLeft = !IsParked && inspector.Answer is null;
        End(inspector.Answer ?? AuditOutcome.Cancelled);
        _copy.Dispose();
        registration.Dispose();
        if (isLeft) await parked.StopAsync(dialogue);
        else if (!IsParked) await parked.EndAsync(dialogue);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadOnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var said = await dialogue.NextAsync(Wait(), cancellationToken);
            if (said is null)
            {
                if (dialogue.Open.Count > 0 && Wait() == TimeSpan.Zero) return await ParkAsync();
                if (patience.IsOver) return Fail(UpstreamFailure.Timeout);
                if (dialogue.Open.Count == 0) return KeepAlive.Comment;
                continue;
            }

            if (Pass(said) is { } passed) return passed;
        }
    }

    /// <summary>Until more questions can be expected no longer; without one, until it is time to say that nothing is said.</summary>
    private TimeSpan Wait()
    {
        if (_askedAt is not { } askedAt) return patience.NextLook;
        var left = Company - time.GetElapsedTime(askedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>What the client gets of it; null for nothing.</summary>
    private ReadOnlyMemory<byte>? Pass(Said said)
    {
        if (said.Failure is { } failure) throw failure;
        if (said.Message is not { } message) throw new UpstreamException(UpstreamFailure.Disconnected);
        if (message.Length == 0) return null;

        patience.Spoken();
        var reply = JsonRpcMessage.Parse(message.Span);
        if (reply.Kind == JsonRpcKind.Request && ClientCapability.IsQuestion(reply.Method))
        {
            if (!DialogueBridge.MayAsk(exchange.Message!.Method) || !dialogue.At.Declared.Questions.Covers(ClientCapability.NeededFor(reply.Method!, message.Memory[reply.Details])))
            {
                dialogue.Cancel();
                return Answer(inspector.MissCapability(message.Memory, reply));
            }

            dialogue.Ask(message.Memory, reply);
            _askedAt = time.GetTimestamp();
            return null;
        }

        var passed = inspector.Inspect(message.Memory, out _);
        if (passed is null) return null;
        return inspector.Answer is null ? EventStreamWriter.Message(passed) : Answer(passed);
    }

    /// <summary>The call is over.</summary>
    private ReadOnlyMemory<byte> Answer(byte[] message)
    {
        if (!_copy.TryTake(message.Length)) return Fail(UpstreamFailure.Overloaded);
        _done = true;
        return EndWith(EventStreamWriter.Message(message), inspector.Answer!.Value, code: null);
    }

    /// <remarks>A client that leaves meanwhile is known by the call's limit alone: the row is there, or the call is stopped.</remarks>
    private async Task<ReadOnlyMemory<byte>> ParkAsync()
    {
        var state = await parked.ParkAsync(dialogue, exchange, CancellationToken.None);
        (_done, IsParked) = (true, true);
        return EndWith(EventStreamWriter.Message(BridgeResult.WriteInputRequired(exchange.MessageId.Span, dialogue.Open, state)), AuditOutcome.Success, Parked);
    }

    private ReadOnlyMemory<byte> Fail(UpstreamFailure failure)
    {
        _done = true;
        return EndWith(EventStreamWriter.Message(JsonRpcError.Write(exchange, failure)), failure.Audit, failure.Code);
    }
}
