using System.Globalization;
using System.Security.Cryptography;
using System.Text.Unicode;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;
using McpService.Infrastructure.Security.Credentials;
using McpService.Infrastructure.Telemetry;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>
/// One MCP session at the upstream over Streamable HTTP. A small record and no socket while nobody calls: requests share
/// the HTTP client's connections, and no GET stream is held. Safe for concurrent requests.
/// </summary>
internal sealed class UpstreamSession(UpstreamHttp http, BackgroundRequests background, Uri address, UpstreamToken token, GatewayTelemetry telemetry, string tenantId, TimeProvider time)
{
    private readonly string _idPrefix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private UpstreamRequest _post = new(HttpMethod.Post, address, token);
    private long _lastRequest;

    /// <summary>The upstream's session id: whoever knows it can use the session, so it goes nowhere. Null before a stateless upstream.</summary>
    public string? Id { get; private set; }

    /// <summary>Negotiated revision; null until the handshake is done.</summary>
    public string? Revision { get; private set; }

    /// <summary>The upstream speaks a revision without sessions: each request stands alone, and this is one in name only.</summary>
    public bool IsSessionless => McpRevisions.IsSessionless(Revision);

    private bool HasSession => Revision is not null && !IsSessionless;

    public UpstreamToken Token { get; } = token;

    /// <summary>Keeps the credential and the session id out of what passes.</summary>
    public SecretScrubber Scrubber { get; private set; } = new(token.Value);

    /// <summary>What the upstream said of itself, on <c>initialize</c> or <c>server/discover</c>: UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> InitializeResult { get; private set; }

    /// <summary>Its server's name and version, as it introduced itself; read once, since every call of a client without sessions asks.</summary>
    public string Server => field ??= ServerName.Of(InitializeResult);

    /// <summary>The listing of tools under way, shared by all calls that need it.</summary>
    public SingleFlight<KnownTools> Listing { get; } = new();

    /// <summary>What <c>tools/list</c> last said; null until asked, and again once the upstream says that it changed.</summary>
    public ToolNames? ToolNames { get; set; }

    /// <summary>Resumes a stream of this session that ended before the answer; null before an upstream without sessions, which keeps nothing to resume.</summary>
    public ResumeStream? Resume => Id is null ? null : ResumedStream.Of(http, _post, time);

    /// <summary>Calls a tool and reads the answer, a result or a JSON-RPC error.</summary>
    /// <param name="tool">Its full name.</param>
    /// <param name="arguments">A JSON object, or empty.</param>
    /// <param name="cancellationToken">Ends the wait; the upstream is then told to stop.</param>
    /// <inheritdoc cref="RequestAsync"/>
    public Task<UpstreamAnswer> CallToolAsync(string tool, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        var quotedId = NextId();
        return AskAsync(quotedId, tool, CallOf(quotedId, tool, arguments), cancellationToken);
    }

    /// <summary>Sends a request and reads its answer, a result or a JSON-RPC error.</summary>
    /// <param name="method">JSON-RPC method.</param>
    /// <param name="parameters">A JSON object, or empty.</param>
    /// <param name="cancellationToken">Ends the wait; the upstream is then told to stop.</param>
    /// <exception cref="UpstreamException">The failure table's row.</exception>
    /// <exception cref="SessionGoneException">The upstream lost the session.</exception>
    public Task<UpstreamAnswer> RequestAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        var quotedId = NextId();
        return AskAsync(quotedId, tool: null, RequestOf(quotedId, method, tool: null, parameters), cancellationToken);
    }

    /// <summary>Sends a request and returns when an answer begins to come; the caller reads it.</summary>
    /// <param name="quotedId">From <see cref="NextId"/>.</param>
    /// <param name="method">JSON-RPC method.</param>
    /// <param name="tool">Name of the tool that is called, or null.</param>
    /// <param name="parameters">A JSON object, or empty.</param>
    /// <param name="cancellationToken">Ends the wait; the upstream is then told to stop.</param>
    /// <exception cref="RpcErrorException">The upstream refused it, in JSON-RPC.</exception>
    /// <exception cref="UpstreamException">The failure table's row.</exception>
    /// <exception cref="SessionGoneException">The upstream lost the session.</exception>
    public async Task<UpstreamResponse> StartAsync(byte[] quotedId, string method, string? tool, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        var (request, message) = RequestOf(quotedId, method, tool, parameters);
        try
        {
            UpstreamResponse response;
            using (message) response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccess) return response;
            using (response) throw await FailureOfAsync(response, HasSession, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancel(quotedId);
            throw;
        }
    }

    /// <summary>An id that no upstream can guess and so answer unasked, unique within the session, with its quotes.</summary>
    public byte[] NextId()
    {
        Span<byte> id = stackalloc byte[64];
        Utf8.TryWrite(id, CultureInfo.InvariantCulture, $"\"{_idPrefix}-{Interlocked.Increment(ref _lastRequest)}\"", out var written);
        return id[..written].ToArray();
    }

    /// <summary>Tells the upstream to stop working on a request: an aborted HTTP request alone does not stop a tool, but where there are no sessions.</summary>
    public void Cancel(byte[] quotedId)
    {
        if (HasSession) NotifyInBackground(JsonRpcWriter.WriteCancelled(quotedId));
    }

    /// <summary>The same, and waits until the upstream has it. One that refuses it has nothing to stop.</summary>
    public async Task CancelAsync(byte[] quotedId, CancellationToken cancellationToken)
    {
        if (!HasSession) return;
        using var message = JsonRpcWriter.WriteCancelled(quotedId);
        try
        {
            await NotifyAsync(message, cancellationToken);
        }
        catch (Exception refused) when (refused is UpstreamException or SessionGoneException)
        {
            // What ends the session ends the request, too.
        }
    }

    /// <summary>Takes note of what the upstream says beside its answers, and answers what it asks.</summary>
    /// <remarks>A pooled session declares no client capabilities, so all an upstream may ask is whether anybody is there.</remarks>
    public void AnswerUpstream(ReadOnlyMemory<byte> message, JsonRpcMessage said)
    {
        if (said.Kind == JsonRpcKind.Notification && said.Method == McpMethods.ToolsChanged) ToolNames = null;
        if (said.Kind != JsonRpcKind.Request || IsSessionless) return;

        var id = message.Span[said.Id];
        NotifyInBackground(said.Method == McpMethods.Ping ? JsonRpcWriter.WriteEmptyResult(id) : JsonRpcWriter.WriteMethodNotFound(id));
    }

    /// <summary>Asks for the stream of what belongs to no request, and returns with its headers; a server that has none says 405.</summary>
    /// <exception cref="UpstreamException">No connection, or no HTTP answer.</exception>
    public Task<UpstreamResponse> ListenAsync(CancellationToken cancellationToken) => http.SendAsync(_post with { Verb = HttpMethod.Get }, cancellationToken);

    /// <summary>Sends a notification or a response; the upstream has nothing to say to it.</summary>
    public async Task NotifyAsync(PooledBuffer message, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(_post with { Body = message.Memory }, cancellationToken);
            if (!response.IsSuccess) throw await FailureOfAsync(response, hadSession: true, cancellationToken);
        }
        catch (RpcErrorException refused)
        {
            throw RpcFailures.Of(UpstreamFailure.Rejected, refused.Error, Scrubber);
        }
    }

    /// <summary>It was opened by another process.</summary>
    public void Attach(string sessionId, string revision)
    {
        Id = sessionId;
        Speak(revision);
    }

    /// <summary>The revision is settled: from now on requests name it, and the session.</summary>
    public void Speak(string revision)
    {
        Revision = revision;
        _post = _post with { SessionId = Id, Revision = revision };
        if (Id is not null) Scrubber = new SecretScrubber(Token.Value, new Secret(Id));
    }

    /// <summary>Answers a question of the upstream's.</summary>
    /// <param name="id">Id of the question as it stood there.</param>
    /// <param name="result">JSON.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UpstreamException">The upstream did not take it.</exception>
    /// <exception cref="SessionGoneException">The upstream lost the session.</exception>
    public async Task AnswerAsync(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        using var message = JsonRpcWriter.WriteResult(id.Span, result.Span);
        await NotifyAsync(message, cancellationToken);
    }

    /// <summary>Takes note of what the upstream says of itself.</summary>
    public void Introduced(ReadOnlyMemory<byte> result, AlikeSessions alike) => InitializeResult = alike.Introduction(Scrubber.Scrub(result.Span) ?? result.ToArray());

    /// <summary>Ends the session at the upstream, which otherwise keeps it for ever. One without an id has nothing to end.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (Id is null) return;
        using var response = await http.SendAsync(_post with { Verb = HttpMethod.Delete }, cancellationToken);
    }

    /// <remarks>As <see cref="StartAsync"/>, without a layer of its own between a call and its answer.</remarks>
    private async Task<UpstreamAnswer> AskAsync(byte[] quotedId, string? tool, (UpstreamRequest Request, PooledBuffer Message) sent, CancellationToken cancellationToken)
    {
        UpstreamResponse? response = null;
        try
        {
            using (sent.Message) response = await http.SendAsync(sent.Request, cancellationToken);
            if (!response.IsSuccess) throw await FailureOfAsync(response, HasSession, cancellationToken);

            var answer = await new AnswerReader(quotedId, this, time).ReadAsync(response, cancellationToken);
            if (Revision is null) Id = response.OpenedSession();
            response.Answered(answer.Reply.Outcome, answer.Reply.ErrorText);
            return answer;
        }
        catch (RpcErrorException refused)
        {
            throw tool is null ? RpcFailures.Of(UpstreamFailure.Rejected, refused.Error, Scrubber) : RpcFailures.OfCall(refused.Body, refused.Error, Scrubber, UpstreamFailure.Rejected);
        }
        catch (Exception failure)
        {
            if (response is { IsSuccess: true }) response.Failed(failure);
            if (failure is OperationCanceledException) Cancel(quotedId);
            throw;
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>The request, and what it is written in.</summary>
    private (UpstreamRequest Request, PooledBuffer Message) RequestOf(byte[] quotedId, string method, string? tool, ReadOnlyMemory<byte> parameters) =>
        RequestOf(quotedId, method, tool, parameters, telemetry.BeginUpstream(method, tool, Revision, tenantId));

    /// <summary>The same for a call; nearly always nothing else belongs into its parameters, and they are written where they are sent.</summary>
    private (UpstreamRequest Request, PooledBuffer Message) CallOf(byte[] quotedId, string tool, ReadOnlyMemory<byte> arguments)
    {
        var operation = telemetry.BeginUpstream(McpMethods.ToolsCall, tool, Revision, tenantId);
        if (IsSessionless || operation?.Span is not null)
        {
            using var parameters = JsonRpcWriter.WriteCallParameters(tool, arguments.Span);
            return RequestOf(quotedId, McpMethods.ToolsCall, tool, parameters.Memory, operation);
        }

        var message = JsonRpcWriter.WriteCall(quotedId, tool, arguments.Span);
        return (_post with { Body = message.Memory, Operation = operation }, message);
    }

    private (UpstreamRequest Request, PooledBuffer Message) RequestOf(byte[] quotedId, string method, string? tool, ReadOnlyMemory<byte> parameters, ClientOperation? operation)
    {
        var sent = IsSessionless ? SessionlessEnvelope.WithMeta(parameters.Span, Revision!) : parameters;
        if (operation?.Span is { } span) sent = TraceMeta.Write(sent, span);
        var message = JsonRpcWriter.Write(quotedId, method, sent.Span);
        var request = _post with { Body = message.Memory, Operation = operation };
        if (IsSessionless) request = request with { ParameterHeaders = SessionlessEnvelope.Headers(method, tool, parameters, RepeatedArguments(tool)) };
        return (request, message);
    }

    private async Task<Exception> FailureOfAsync(UpstreamResponse response, bool hadSession, CancellationToken cancellationToken)
    {
        var body = await ErrorBody.ReadAsync(response, time, cancellationToken);
        if (hadSession && UpstreamStatus.SaysSessionGone(response.Status, body)) return new SessionGoneException();

        var retryAfter = response.RetryAfter(time.GetUtcNow());
        var failure = UpstreamStatus.Classify(response.Status, retryAfter);
        var said = JsonRpcMessage.Parse(body);
        if (Revision is null && EraRefusal.OfInitialize(response.Status, said))
            return new EraRefusedException(said.Kind == JsonRpcKind.Error ? RpcFailures.Of(failure, said, Scrubber) : new UpstreamException(failure));
        if (said.Kind != JsonRpcKind.Error || (failure != UpstreamFailure.Rejected && failure != UpstreamFailure.Error)) return new UpstreamException(failure, retryAfter: retryAfter);
        return failure == UpstreamFailure.Rejected ? new RpcErrorException(body, said) : RpcFailures.Of(failure, said, Scrubber);
    }

    private IReadOnlyList<HeaderParameter>? RepeatedArguments(string? tool) => tool is null ? null : ToolNames?.HeaderParameters.GetValueOrDefault(tool);

    private void NotifyInBackground(PooledBuffer message) => background.Run(async cancellationToken =>
    {
        using (message) await NotifyAsync(message, cancellationToken);
    });
}
