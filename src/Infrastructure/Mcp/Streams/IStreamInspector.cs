using McpService.Application.Errors;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>Decides what of an upstream's event stream a client gets.</summary>
internal interface IStreamInspector
{
    /// <summary>How the client's request was answered; null until it is.</summary>
    AuditOutcome? Answer { get; }

    /// <summary>An answer is still due.</summary>
    bool IsDue { get; }

    /// <summary>The bytes to pass on for the event just read; empty drops it.</summary>
    /// <param name="events">At the event; what is returned may be a part of it.</param>
    /// <param name="kind">What the message was; malformed for an event without one.</param>
    /// <exception cref="Application.Errors.UpstreamException">Not MCP, or an answer to something else.</exception>
    ReadOnlyMemory<byte> Inspect(EventStreamReader events, out JsonRpcKind kind);
}
