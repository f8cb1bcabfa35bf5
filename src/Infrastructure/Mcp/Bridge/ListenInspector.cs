using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>What of an older upstream's stream a listener gets: the changes it asked for, and nothing else.</summary>
/// <param name="session">The listener's own.</param>
/// <param name="served">What it was told it gets.</param>
/// <param name="messages">Writes them for it.</param>
/// <param name="onToolsChanged">Told of every change of the tools, whoever asked for it.</param>
internal sealed class ListenInspector(UpstreamSession session, ListenFilter served, ListenMessages messages, Action onToolsChanged) : IStreamInspector
{
    public AuditOutcome? Answer => null;

    /// <summary>It waits for news, and for no answer.</summary>
    public bool IsDue => false;

    public ReadOnlyMemory<byte> Inspect(EventStreamReader events, out JsonRpcKind kind)
    {
        kind = JsonRpcKind.Malformed;
        if (!events.IsMessage || events.Data.IsEmpty) return default;
        var said = events.Data;
        var message = JsonRpcMessage.Parse(said.Span);
        kind = message.Kind;
        switch (kind)
        {
            case JsonRpcKind.Malformed:
                throw new UpstreamException(UpstreamFailure.InvalidResponse);
            case JsonRpcKind.Request:
                session.AnswerUpstream(said, message);
                return default;
            case JsonRpcKind.Notification:
                return Notification(said[message.Details], message.Method!);
            default:
                return default; // an answer that is repeated here was not asked for by this listener
        }
    }

    private ReadOnlyMemory<byte> Notification(ReadOnlyMemory<byte> parameters, string method)
    {
        if (method == McpMethods.ToolsChanged) onToolsChanged();
        if (!served.Accepts(method, parameters)) return default;
        var written = messages.Tagged(method, parameters);
        return EventStreamWriter.Message(session.Scrubber.Scrub(written) ?? written);
    }
}
