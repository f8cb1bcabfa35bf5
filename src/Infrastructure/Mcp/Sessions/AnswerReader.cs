using McpService.Application;
using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>Reads the answer to one request from a successful HTTP response, JSON or event stream alike.</summary>
/// <param name="quotedId">Id of the request, quotes included.</param>
/// <param name="onOther">Takes what else the upstream says before it answers: requests and notifications.</param>
/// <param name="resume">Resumes a stream that ends before the answer; null where that cannot be.</param>
/// <param name="time">Bounds the wait for the end of the stream.</param>
internal sealed class AnswerReader(ReadOnlyMemory<byte> quotedId, Action<ReadOnlyMemory<byte>, JsonRpcMessage> onOther, ResumeStream? resume, TimeProvider time)
{
    // After the answer a stream ends, and its connection is of use again once the end was read. One that does not end is left.
    private static readonly TimeSpan EndOfStreamGrace = TimeSpan.FromMilliseconds(200);

    /// <exception cref="UpstreamException">No answer, two, one to something else, too large, or not MCP.</exception>
    public async Task<UpstreamAnswer> ReadAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        try
        {
            if (response.IsJson) return await ReadJsonAsync(response, cancellationToken);
            if (response.IsEventStream) return await ReadEventsAsync(await response.OpenAsync(cancellationToken), cancellationToken);
            throw new UpstreamException(UpstreamFailure.InvalidResponse);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new UpstreamException(UpstreamFailure.Disconnected, inner: e);
        }
    }

    private async Task<UpstreamAnswer> ReadJsonAsync(UpstreamResponse response, CancellationToken cancellationToken)
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

    private async Task<UpstreamAnswer> ReadEventsAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var events = new EventStreamReader(stream, Bounds.Answer, resume);
        while (await events.ReadAsync(cancellationToken))
        {
            if (events.Data.IsEmpty) continue; // an event that only carries an id for resumption (revision 2025-11-25)
            var reply = JsonRpcMessage.Parse(events.Data.Span);
            if (!IsAnswer(reply, events.Data.Span))
            {
                onOther(events.Data, reply);
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

    private async Task EnsureNoSecondAnswerAsync(EventStreamReader events, CancellationToken cancellationToken)
    {
        using var grace = new CancellationTokenSource(EndOfStreamGrace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, cancellationToken);
        try
        {
            while (await events.ReadAsync(either.Token))
            {
                if (IsAnswer(JsonRpcMessage.Parse(events.Data.Span), events.Data.Span)) throw new UpstreamException(UpstreamFailure.ProtocolError);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The answer is here; how the rest of the stream fares does not matter.
        }
    }

    private bool IsAnswer(JsonRpcMessage reply, ReadOnlySpan<byte> message) => reply.Kind switch
    {
        JsonRpcKind.Malformed => throw new UpstreamException(UpstreamFailure.InvalidResponse),
        JsonRpcKind.Result or JsonRpcKind.Error => reply.Answers(message, quotedId.Span) ? true : throw new UpstreamException(UpstreamFailure.ProtocolError),
        _ => false,
    };
}
