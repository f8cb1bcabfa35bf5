using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using McpService.Common.Gateway;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpService.Common.Upstreams;

/// <summary>One request and the answer being written to it. A fault changes how the answer is written, or writes one of its own.</summary>
public sealed class UpstreamExchange
{
    private readonly HttpContext _http;
    private readonly UpstreamState _state;
    private readonly Func<UpstreamExchange, Task> _answer;
    private readonly string _stream;

    internal UpstreamExchange(HttpContext http, RecordedRequest request, UpstreamState state, Func<UpstreamExchange, Task> answer)
    {
        (_http, Request, _state, _answer) = (http, request, state, answer);
        _stream = http.TraceIdentifier.Replace(':', '-');
        Session = state.Sessions.GetValueOrDefault(request.SessionId ?? "");
    }

    public RecordedRequest Request { get; }

    /// <summary>The session the request names, or opens; null when there is none.</summary>
    public ScriptedSession? Session { get; internal set; }

    /// <summary>Time between two bytes; null writes at full speed.</summary>
    public TimeSpan? Pace { get; set; }

    /// <summary>Turns the request's id into the answer's; null leaves the id out.</summary>
    public Func<string, string?> AnswerId { get; set; } = id => id;

    /// <summary>How often the answer is sent.</summary>
    public int AnswerCount { get; set; } = 1;

    /// <summary>The caller hung up, or the upstream is stopped.</summary>
    public CancellationToken Ended => _http.RequestAborted;

    /// <summary>Answers as if there were no fault.</summary>
    public Task AnswerAsync() => _answer(this);

    /// <summary>A whole answer that is not a stream.</summary>
    public async Task RespondAsync(int status, string contentType, string body, params (string Name, string Value)[] headers)
    {
        var response = _http.Response;
        if (!response.HasStarted)
        {
            response.StatusCode = status;
            if (body.Length > 0) response.ContentType = contentType;
            foreach (var (name, value) in headers) response.Headers[name] = value;
            if (status < 300) AddSessionHeader();
        }
        await WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    /// <summary>A 200 with these bytes and no announced length.</summary>
    public async Task SendBodyAsync(string contentType, string? encoding, byte[] body)
    {
        _http.Response.ContentType = contentType;
        if (encoding is not null) _http.Response.Headers.ContentEncoding = encoding;
        AddSessionHeader();
        await WriteAsync(body);
    }

    /// <summary>Sends the headers of an event stream, once.</summary>
    public async Task StartStreamAsync()
    {
        SetStreamHeaders();
        await _http.Response.Body.FlushAsync(Ended);
    }

    public async Task SendEventAsync(string json)
    {
        SetStreamHeaders();
        var made = Session?.NewEvent(_stream, json, _state.Settings.KeepHistory) ?? new SseEvent(_stream, $"{_stream}_0", json);
        try
        {
            await SendStoredAsync(made);
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested && Session is not null && _state.Settings.GetStreams)
        {
            // Whoever comes back for the stream finds it kept.
        }
    }

    public async Task SendProgressAsync(int progress, int total)
    {
        if (Request.Params is not { ValueKind: JsonValueKind.Object } it || !it.TryGetProperty("_meta", out var meta)
            || !meta.TryGetProperty("progressToken", out var token)) return;
        await SendEventAsync(Rpc.Notification(
            "notifications/progress", $$"""{"progressToken":{{token.GetRawText()}},"progress":{{progress}},"total":{{total}}}"""));
    }

    /// <summary>Writes and flushes; at the <see cref="Pace"/>, if there is one.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var step = Pace is null ? bytes.Length : 1;
        for (var at = 0; at < bytes.Length; at += step)
        {
            if (Pace is { } pace) await Task.Delay(pace, TimeProvider.System, Ended);
            await _http.Response.Body.WriteAsync(bytes.Slice(at, step), Ended);
            await _http.Response.Body.FlushAsync(Ended);
            _state.Record.Sent(step);
        }
    }

    /// <summary>Waits for <see cref="ScriptableUpstream.Release"/>, or the end of the exchange.</summary>
    public Task HangAsync() => HangAsync(Ended);

    /// <summary>Ends the connection with a reset.</summary>
    public void Abort() => _http.Abort();

    /// <summary>The connection itself, for bytes that are not HTTP as the server would write it. End with <see cref="Abort"/>.</summary>
    public PipeWriter Connection => _http.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output;

    internal async Task HangAsync(CancellationToken until)
    {
        var released = _state.Released;
        _state.Record.Hang(+1);
        try
        {
            await released.WaitAsync(until);
        }
        finally
        {
            _state.Record.Hang(-1);
        }
    }

    internal async Task SendAnswerAsync(string member)
    {
        var json = Rpc.Answer(AnswerId(Request.Id!), member);
        for (var sent = 0; sent < AnswerCount; sent++)
        {
            if (_state.Settings.AnswerAsJson && !_http.Response.HasStarted) await RespondAsync(200, "application/json", json);
            else await SendEventAsync(json);
        }
    }

    internal Task SendStoredAsync(SseEvent stored) => WriteAsync(Encoding.UTF8.GetBytes(stored.ToString()));

    private void SetStreamHeaders()
    {
        if (_http.Response.HasStarted) return;
        _http.Response.ContentType = "text/event-stream";
        _http.Response.Headers.CacheControl = "no-cache, no-transform";
        AddSessionHeader();
    }

    private void AddSessionHeader()
    {
        if (Session is { } session) _http.Response.Headers["Mcp-Session-Id"] = session.Id;
    }
}
