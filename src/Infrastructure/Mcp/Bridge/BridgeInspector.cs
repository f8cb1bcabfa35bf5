using System.Runtime.InteropServices;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>Turns what an older upstream says to one request of a pooled session into what the 2026-07-28 client behind it may see.</summary>
internal sealed class BridgeInspector(McpMessage message, SessionlessMeta meta, byte[] quotedId, UpstreamSession session, ToolAccess access) : IStreamInspector
{
    private static readonly string[] LogLevels = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

    /// <summary>Takes note of the list of tools that is answered; null for any other answer.</summary>
    public RepeatedArguments? Repeated { get; init; }

    public AuditOutcome? Answer { get; private set; }

    public bool IsDue => Answer is null;

    /// <summary>HTTP status of the answer; counts only where nothing went out before it.</summary>
    public int Status { get; private set; } = 200;

    /// <summary>The answer as a JSON-RPC message; null until it is there, and where it is an event with no status of its own.</summary>
    public byte[]? Response { get; private set; }

    public ReadOnlyMemory<byte> Inspect(EventStreamReader events, out JsonRpcKind kind)
    {
        kind = JsonRpcKind.Malformed;
        if (!events.IsMessage || events.Data.IsEmpty) return default;
        var passed = Inspect(events.Data, out kind);
        if (passed is null) return default;
        if (Status == 200) Response = null; // it goes out as an event, and is not held twice
        return EventStreamWriter.Message(passed);
    }

    /// <summary>The message for the client; null for one that is not for it.</summary>
    /// <exception cref="UpstreamException">Not MCP, or an answer to something else.</exception>
    public byte[]? Inspect(ReadOnlyMemory<byte> said, out JsonRpcKind kind)
    {
        var reply = JsonRpcMessage.Parse(said.Span);
        kind = reply.Kind;
        switch (kind)
        {
            case JsonRpcKind.Malformed:
                throw new UpstreamException(UpstreamFailure.InvalidResponse);
            case JsonRpcKind.Result or JsonRpcKind.Error:
                return TakeAnswer(said, reply);
            case JsonRpcKind.Notification when reply.Method == McpMethods.Progress:
                return Progress(said[reply.Details]);
            case JsonRpcKind.Notification when reply.Method == McpMethods.Log:
                return WantsLog(said[reply.Details]) ? session.Scrubber.Scrub(said.Span) ?? said.ToArray() : null;
            case JsonRpcKind.Request when ClientCapability.IsQuestion(reply.Method) && Answer is null:
                return RefuseQuestion(said, reply);
            default:
                session.AnswerUpstream(said, reply);
                return null;
        }
    }

    /// <summary>The upstream asks what the client cannot answer: it is told so, and the call is over ("MUST return -32021").</summary>
    private byte[] RefuseQuestion(ReadOnlyMemory<byte> said, JsonRpcMessage question)
    {
        session.AnswerUpstream(said, question);
        session.Cancel(quotedId);
        return MissCapability(said, question);
    }

    /// <summary>The answer where the upstream asks what the client cannot answer.</summary>
    public byte[] MissCapability(ReadOnlyMemory<byte> said, JsonRpcMessage question)
    {
        var needed = ClientCapability.NeededFor(question.Method!, said[question.Details]);
        (Status, Response, Answer) = (400, BridgeResult.WriteMissingCapability(message, needed), AuditOutcome.RpcError);
        return Response;
    }

    private byte[] TakeAnswer(ReadOnlyMemory<byte> said, JsonRpcMessage reply)
    {
        if (Answer is not null || !reply.Answers(said.Span, quotedId)) throw new UpstreamException(UpstreamFailure.ProtocolError);
        if (reply.Kind == JsonRpcKind.Error)
        {
            WriteError(said, reply);
        }
        else
        {
            if (said.Span[reply.Result][0] != '{') throw new UpstreamException(UpstreamFailure.InvalidResponse);
            Response = McpMethods.IsCacheable(message.Method)
                ? BridgeResult.Write(message.Id.Span, said[reply.Result], message.Method!)
                : BridgeResult.Write(message.Id.Span, said.Span[reply.Result], reply.HasResultType);
            Repeated?.Learn(said.Span);
            Response = ToolListFilter.Filter(Response, access) ?? Response;
        }

        Response = session.Scrubber.Scrub(Response) ?? Response;
        Answer = reply.Outcome;
        return Response!;
    }

    /// <summary>The upstream refused the request with an error that is the answer.</summary>
    public byte[] Refuse(ReadOnlyMemory<byte> said, JsonRpcMessage error)
    {
        WriteError(said, error);
        Answer = error.Outcome;
        return Response = session.Scrubber.Scrub(Response) ?? Response!;
    }

    private void WriteError(ReadOnlyMemory<byte> said, JsonRpcMessage error) => (Status, Response) = BridgeResult.WriteError(message, said[error.Details], error.ErrorCode);

    /// <summary>Progress of this request, under the caller's own token; of any other, nothing.</summary>
    private byte[]? Progress(ReadOnlyMemory<byte> parameters)
    {
        if (meta.ProgressToken.Length == 0 || parameters.IsEmpty) return null;
        using var source = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (source.RootElement.Member("progressToken"u8) is not { } token || !JsonRpcId.Same(JsonMarshal.GetRawUtf8Value(token), quotedId)) return null;

        using var written = new RawObject(parameters.Length + 128);
        foreach (var member in source.RootElement.EnumerateObject())
        {
            if (RawObject.IsNamed(member, "progressToken"u8)) written.Add("progressToken"u8, meta.ProgressToken);
            else written.Add(member);
        }

        using var notification = JsonRpcWriter.WriteNotification(McpMethods.Progress, written.End());
        return session.Scrubber.Scrub(notification.Span) ?? notification.Span.ToArray();
    }

    private bool WantsLog(ReadOnlyMemory<byte> parameters)
    {
        if (meta.LogLevel is null || parameters.IsEmpty) return false;
        using var source = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        var level = JsonText.Of(source.RootElement, "level"u8);
        return Array.IndexOf(LogLevels, level) >= Array.IndexOf(LogLevels, meta.LogLevel);
    }
}
