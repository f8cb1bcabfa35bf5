using McpService.Sandbox.Messages;
using McpService.Sandbox.Sessions;

namespace McpService.Sandbox.Transport;

/// <summary>
/// Streamable HTTP as the real server speaks it: first its Express middleware (body, token), then its router (which
/// session), then the transport of the TypeScript SDK 1.15. The order decides which refusal wins, so it is kept.
/// </summary>
internal sealed class SandboxTransport(SandboxServer server, SandboxSessions sessions, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const string SessionHeader = "Mcp-Session-Id";

    public async Task<IResult> PostAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var body = await ExpressBody.ReadAsync(request, cancellationToken);
            return body.Refusal ?? Post(request, body);
        }
        catch (InvalidOperationException)
        {
            // Valid JSON whose text cannot be read: a lone surrogate.
            return SandboxAnswers.ServerFault;
        }
    }

    public IResult Get(HttpRequest request)
    {
        if (SandboxToken.Of(request) is null) return SandboxAnswers.NoToken;
        var sessionId = request.Headers[SessionHeader].ToString();
        if (sessionId.Length == 0) return SandboxAnswers.NoValidSessionWithoutId;
        if (sessions.Find(sessionId) is not { } session) return SandboxAnswers.GetFault;
        var refusal = TransportRules.RefuseAcceptOfGet(request) ?? TransportRules.RefuseVersion(request);
        if (refusal is not null) return refusal;
        var lastEventId = request.Headers["Last-Event-ID"].ToString();
        var subscription = lastEventId.Length > 0 ? session.Events.Resume(lastEventId) : session.Events.Listen();
        return subscription is null
            ? SandboxAnswers.StreamConflict
            : new EventStreamResult(session.Id, subscription.ReadAllAsync, lifetime.ApplicationStopping);
    }

    public IResult Delete(HttpRequest request)
    {
        if (SandboxToken.Of(request) is null) return SandboxAnswers.NoToken;
        var sessionId = request.Headers[SessionHeader].ToString();
        if (sessions.Find(sessionId) is null) return SandboxAnswers.NoValidSessionWithoutId;
        if (TransportRules.RefuseVersion(request) is { } refusal) return refusal;
        sessions.Close(sessionId);
        return Results.Ok();
    }

    private IResult Post(HttpRequest request, ExpressBody body)
    {
        if (SandboxToken.Of(request) is not { } token) return SandboxAnswers.NoToken;
        var sessionId = request.Headers[SessionHeader].ToString();
        if (sessionId.Length == 0) return Open(request, body, token);
        return sessions.Find(sessionId) is { } session ? Continue(session, request, body) : SandboxAnswers.NoValidSession;
    }

    private IResult Open(HttpRequest request, ExpressBody body, SandboxToken token)
    {
        // The real server lists connections with the token before it looks at the message.
        if (token.HasExpired(time.GetUtcNow())) return SandboxAnswers.ServerFault;
        if (TransportRules.RefuseHeadersOfPost(request) is { } refusal) return refusal;
        if (ClientMessage.ReadAll(body.Json) is not { } messages) return SandboxAnswers.ParseError;
        if (!messages.Any(message => message.IsInitialize)) return SandboxAnswers.NotInitialized;
        return messages.Count > 1
            ? SandboxAnswers.OnlyOneInitialize
            : Answer(sessions.Open(token, SessionQuery.From(request.Query)), messages);
    }

    // Any token will do here: the session goes on as the user who opened it.
    private IResult Continue(SandboxSession session, HttpRequest request, ExpressBody body)
    {
        if (TransportRules.RefuseHeadersOfPost(request) is { } refusal) return refusal;
        if (ClientMessage.ReadAll(body.Json) is not { } messages) return SandboxAnswers.ParseError;
        return messages.Any(message => message.IsInitialize)
            ? SandboxAnswers.AlreadyInitialized
            : TransportRules.RefuseVersion(request) ?? Answer(session, messages);
    }

    private IResult Answer(SandboxSession session, IReadOnlyList<ClientMessage> messages)
    {
        var answers = messages.Select(message => server.Answer(session, message)).OfType<string>().ToList();
        if (answers.Count == 0) return Results.StatusCode(StatusCodes.Status202Accepted);
        var stored = session.Events.StoreAnswers(answers);
        return new EventStreamResult(session.Id, _ => stored.ToAsyncEnumerable(), lifetime.ApplicationStopping);
    }
}
