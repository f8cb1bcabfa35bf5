using System.Net;
using McpService.Application;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Memory;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Telemetry;

namespace McpService.Infrastructure.Mcp.Http;

/// <summary>The upstream's answer to one request: its headers, and the body that may still be on its way. Disposing it gives the connection back.</summary>
internal sealed class UpstreamResponse(HttpResponseMessage response, MemoryBudget budget, ClientOperation? operation = null) : IDisposable
{
    /// <summary>A session id beyond this is refused.</summary>
    public const int MaxSessionIdLength = 1024;

    // An announced length is believed up to the first, and then up to so many times what has come: where arrays doubled, 128 KiB were copied three times over.
    private const int MaxAnnounced = MemoryBudget.Small - ReadSize;
    private const int MaxGrowth = 4;

    private const int ReadSize = 1024;

    private Stream? _body;

    /// <summary>Counts what is held of the body.</summary>
    public MemoryBudget Budget => budget;

    public HttpStatusCode Status => response.StatusCode;

    public bool IsSuccess => response.IsSuccessStatusCode;

    public bool IsJson => Is(McpMediaTypes.Json);

    public bool IsEventStream => Is(McpMediaTypes.EventStream);

    /// <summary>The id of the session that it opens, all it takes to use the session, and so a secret; null where it gives none.</summary>
    /// <exception cref="UpstreamException">An id that is empty or over the limit.</exception>
    public string? OpenedSession()
    {
        var id = response.Headers.TryGetValues(McpHeaders.SessionId, out var values) ? string.Join(',', values) : null;
        return id is null or { Length: > 0 and <= MaxSessionIdLength } ? id : throw new UpstreamException(UpstreamFailure.ProtocolError);
    }

    /// <summary><c>Retry-After</c> (RFC 9110, 10.2.3), at most a minute; null where there is none.</summary>
    public TimeSpan? RetryAfter(DateTimeOffset now)
    {
        var wait = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - now);
        return wait is not { } time ? null : TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, 60));
    }

    /// <summary>The body as it comes, decoded; goes with the response, and the response with it.</summary>
    /// <exception cref="UpstreamException">Encoded in a way that was not asked for and is not known.</exception>
    public Stream Open()
    {
        if (_body is not null) return _body;

        // Nothing is read ahead, and so there is nothing to wait for.
        var body = response.Content.ReadAsStream();
        return _body = response.Content.Headers.NonValidated.Contains("Content-Encoding") ? ContentDecoding.Decode(body, response.Content.Headers.ContentEncoding) : body;
    }

    /// <summary>A stream that lasts does without the headers of its answer and of its request.</summary>
    public void ForgetHeaders()
    {
        _ = Open();
        response.Headers.Clear();
        response.Content.Headers.Clear();
        response.RequestMessage?.Headers.Clear(); // their connection holds both until the stream ends
    }

    /// <summary>The body as events; goes with the response.</summary>
    /// <param name="maxEventBytes">Largest event.</param>
    /// <param name="resume">Asks for what comes after an event, or null.</param>
    /// <param name="mayBeSilent">It waits for news and may be silent for hours.</param>
    public EventStreamReader OpenEvents(int maxEventBytes, ResumeStream? resume, bool mayBeSilent = false) => new(Open(), maxEventBytes, resume, budget, mayBeSilent);

    /// <summary>The whole body.</summary>
    /// <exception cref="UpstreamException">Too large, cut off, empty, or more than can be held now.</exception>
    public async ValueTask<AnswerBuffer> ReadWholeAsync(CancellationToken cancellationToken)
    {
        var announced = (int)Math.Min(response.Content.Headers.ContentLength ?? 0, Bounds.Answer);
        var buffer = new AnswerBuffer(budget);
        try
        {
            var stream = Open();
            int read;
            while ((read = await stream.ReadAsync(buffer.GetMemory(RoomFor(announced, buffer)), cancellationToken)) > 0)
            {
                buffer.Advance(read);
                if (buffer.Length > Bounds.Answer) throw new UpstreamException(UpstreamFailure.ResponseTooLarge);
            }

            // "may ignore the presence of a byte order mark rather than treating it as an error" (RFC 8259, 8.1)
            if (buffer.Span.StartsWith("\uFEFF"u8)) buffer.Consume(3);
            return buffer.Length > 0 ? buffer : throw new UpstreamException(UpstreamFailure.Disconnected);
        }
        catch (Exception e)
        {
            buffer.Dispose();
            if (e is IOException or HttpRequestException) throw new UpstreamException(UpstreamFailure.Disconnected, inner: e);
            throw;
        }
    }

    /// <summary>The answer has come: what the request is measured as ends with it.</summary>
    public void Answered(AuditOutcome outcome, string? code) => operation?.Ended(outcome, code);

    /// <summary>The answer is a stream: the measurement ends with it.</summary>
    public void MeasureUntilEnd(McpReply stream)
    {
        if (operation is not null) stream.OnEnded(operation.Ended);
    }

    /// <summary>No answer came of it, or none that could be used.</summary>
    public void Failed(Exception failure) => operation?.Failed(failure);

    public void Dispose()
    {
        if (operation is not null && !IsSuccess) operation.Failed(new UpstreamException(UpstreamStatus.Classify(Status, retryAfter: null)));
        operation?.Dispose();
        _body?.Dispose();
        response.Dispose();
    }

    /// <summary>Bytes that there must be room for; the read that finds the end needs some, too.</summary>
    private static int RoomFor(int announced, AnswerBuffer buffer)
    {
        if (buffer.Capacity - buffer.Length >= ReadSize) return ReadSize;
        var believed = buffer.Length == 0 ? MaxAnnounced + ReadSize : (MaxGrowth - 1) * buffer.Length;
        return Math.Max(ReadSize, Math.Min(announced + ReadSize - buffer.Length, believed));
    }

    // Types compare without case, and without their parameters (RFC 9110, 8.3.1), also where those are not as they should be.
    private bool Is(string mediaType) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values)
        && values.ToString().AsSpan() is var value
        && value[..(value.IndexOf(';') is >= 0 and var end ? end : value.Length)].Trim().Equals(mediaType, StringComparison.OrdinalIgnoreCase);
}
