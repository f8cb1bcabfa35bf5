using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>
/// Messages that come one after the other under <c>application/json</c>, a line each: so some servers answer <c>subscriptions/listen</c>. A message
/// may also be spread over lines, as a single answer is that is written to be read.
/// </summary>
/// <param name="response">The upstream's answer.</param>
/// <param name="stream">Its body.</param>
/// <param name="inspector">Says what of each message the client gets.</param>
/// <param name="registration">Ends the stream when the tenant may no longer have it.</param>
/// <param name="error">Answers the client's request with an error of the gateway.</param>
internal sealed class RelayedLines(UpstreamResponse response, Stream stream, RelayInspector inspector, TenantStream registration, Func<UpstreamFailure, byte[]> error) : McpReply
{
    private const int ReadSize = 4096;

    private readonly AnswerBuffer _unread = new(response.Budget);
    private readonly HeldCopy _copy = new(response.Budget);
    private int _passed; // bytes of _unread that went out
    private int _searched; // bytes of _unread that end no message
    private bool _done;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_done) return Over();
        _copy.Dispose();
        _unread.Consume(_passed);
        _passed = 0;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(registration.Ended, cancellationToken);
        try
        {
            while (true)
            {
                if (TakeMessage(isEnd: false) is { } message) return message;
                if (_unread.Length > Bounds.Answer) throw new UpstreamException(UpstreamFailure.ResponseTooLarge);
                var read = await stream.ReadAsync(_unread.GetMemory(ReadSize), either.Token);
                if (read > 0) _unread.Advance(read);
                else return TakeMessage(isEnd: true) ?? Finish();
            }
        }
        catch (UpstreamException e) when (!_done)
        {
            return Fail(e.Failure);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return Fail(UpstreamFailure.Disconnected);
        }
        catch (OperationCanceledException) when (registration.Ended.IsCancellationRequested)
        {
            // What it hangs on is gone, or this process is going: nothing is lost that only waits, and the client asks again.
            _done = true;
            End(Ending);
            return default;
        }
    }

    public override ValueTask DisposeAsync()
    {
        End(Ending);
        response.Dispose();
        _unread.Dispose();
        _copy.Dispose();
        registration.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>How it ends where nobody reads on.</summary>
    private AuditOutcome Ending => inspector.Answer ?? (inspector.IsDue ? AuditOutcome.Cancelled : AuditOutcome.Success);

    /// <summary>The next message with its line's end; null where it is not whole yet.</summary>
    /// <exception cref="UpstreamException">Not MCP, or more than can be held now.</exception>
    private ReadOnlyMemory<byte>? TakeMessage(bool isEnd)
    {
        while (_searched < _unread.Length)
        {
            var end = _unread.Span[_searched..].IndexOf((byte)'\n');
            if (end < 0 && !isEnd) return null;
            _searched = end < 0 ? _unread.Length : _searched + end + 1;
            var text = _unread.Span[.._searched].Trim(" \t\r\n\uFEFF"u8);
            var isMessage = !text.IsEmpty && JsonRpcMessage.Parse(text).Kind != JsonRpcKind.Malformed;
            if (!isMessage && !text.IsEmpty && (!isEnd || _searched < _unread.Length)) continue;

            var whole = _searched;
            if (whole > Bounds.Answer) throw new UpstreamException(UpstreamFailure.ResponseTooLarge);
            _searched = 0;
            if (text.IsEmpty)
            {
                _unread.Consume(whole);
                continue;
            }

            // A line that is passed as it came is not copied; it is held until the next read.
            var other = inspector.Inspect(text);
            if (other is null && end >= 0 && whole == text.Length + 1)
            {
                _passed = whole;
                return _unread.Memory[..whole];
            }

            byte[] copy = [.. other ?? text, (byte)'\n'];
            _unread.Consume(whole);
            _copy.Take(copy.Length);
            return copy;
        }

        return null;
    }

    private ReadOnlyMemory<byte> Finish()
    {
        if (inspector.IsDue) return Fail(UpstreamFailure.Disconnected);
        _done = true;
        End(inspector.Answer ?? AuditOutcome.Success);
        return default;
    }

    private ReadOnlyMemory<byte> Fail(UpstreamFailure failure)
    {
        if (!inspector.IsDue) throw BreakOff(failure);
        _done = true;
        return EndWith(error(failure), failure.Audit, failure.Code);
    }

    private ReadOnlyMemory<byte> Over()
    {
        End(inspector.Answer ?? AuditOutcome.Success);
        return default;
    }

    /// <summary>No clean end that was none.</summary>
    private UpstreamException BreakOff(UpstreamFailure failure)
    {
        _done = true;
        End(inspector.Answer ?? failure.Audit, failure.Code);
        return new UpstreamException(failure);
    }
}
