using McpService.Application;
using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>Reads the answer to one request from a successful HTTP response, JSON or event stream alike.</summary>
/// <param name="quotedId">Id of the request, quotes included.</param>
/// <param name="session">Takes what else the upstream says before it answers, requests and notifications; resumes a stream that ends before the answer, where that can be.</param>
/// <param name="time">Bounds the wait for the end of the stream.</param>
internal sealed class AnswerReader(ReadOnlyMemory<byte> quotedId, UpstreamSession session, TimeProvider time)
{
    /// <exception cref="UpstreamException">No answer, two, one to something else, too large, or not MCP.</exception>
    public ValueTask<UpstreamAnswer> ReadAsync(UpstreamResponse response, CancellationToken cancellationToken) =>
        response.IsJson ? ReadJsonAsync(response, cancellationToken)
        : response.IsEventStream ? ReadEventsAsync(response, cancellationToken)
        : throw new UpstreamException(UpstreamFailure.InvalidResponse);

    private async ValueTask<UpstreamAnswer> ReadJsonAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        var buffer = await response.ReadWholeAsync(cancellationToken);
        try
        {
            var reply = JsonRpcMessage.Parse(buffer.Span);
            return IsAnswer(reply, buffer.Span) ? new UpstreamAnswer(buffer, reply) : throw new UpstreamException(UpstreamFailure.ProtocolError);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private async ValueTask<UpstreamAnswer> ReadEventsAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        try
        {
            using var events = response.OpenEvents(Bounds.Answer, session.Resume);
            return await FindAnswerAsync(events, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new UpstreamException(UpstreamFailure.Disconnected, inner: e);
        }
    }

    private async Task<UpstreamAnswer> FindAnswerAsync(EventStreamReader events, CancellationToken cancellationToken)
    {
        while (await events.ReadAsync(cancellationToken))
        {
            if (!events.IsMessage || events.Data.IsEmpty) continue; // of another name, or one that only carries an id for resumption (revision 2025-11-25)
            var reply = JsonRpcMessage.Parse(events.Data.Span);
            if (!IsAnswer(reply, events.Data.Span))
            {
                session.AnswerUpstream(events.Data, reply);
                continue;
            }

            events.StopResuming();
            var answer = new UpstreamAnswer(events.TakeData(), reply);
            try
            {
                await EnsureNoSecondAnswerAsync(events, cancellationToken);
                return answer;
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        }

        throw new UpstreamException(UpstreamFailure.Disconnected);
    }

    /// <summary>Of two answers to one request neither is to be trusted. Whatever else follows, and however, takes nothing from the answer that is here.</summary>
    private async Task EnsureNoSecondAnswerAsync(EventStreamReader events, CancellationToken cancellationToken)
    {
        using var grace = new CallLimit(StreamEnd.Grace, time, cancellationToken);
        var isSecond = false;
        try
        {
            while (!isSecond && await events.ReadAsync(grace.Token)) isSecond = events.IsMessage && JsonRpcMessage.Parse(events.Data.Span).Answers(events.Data.Span, quotedId.Span);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or UpstreamException)
        {
            return;
        }

        if (isSecond) throw new UpstreamException(UpstreamFailure.ProtocolError);
    }

    private bool IsAnswer(JsonRpcMessage reply, ReadOnlySpan<byte> message) => reply.Kind switch
    {
        JsonRpcKind.Malformed => throw new UpstreamException(UpstreamFailure.InvalidResponse),
        JsonRpcKind.Result or JsonRpcKind.Error => reply.Answers(message, quotedId.Span) ? true : throw new UpstreamException(UpstreamFailure.ProtocolError),
        _ => false,
    };
}
