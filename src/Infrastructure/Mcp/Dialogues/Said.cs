using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Dialogues;

/// <summary>Something the upstream said to one call, in its order; or that it will say no more.</summary>
/// <param name="Message">The message; goes with this. Null where there is none.</param>
/// <param name="IsAside">It was said on the session's own stream, and not on that of the call.</param>
/// <param name="LastEventId">Event from which its stream can be resumed, or null.</param>
internal sealed record Said(AnswerBuffer? Message, bool IsAside, string? LastEventId) : IDisposable
{
    /// <summary>Why there will be no more; null where the stream ended as streams do.</summary>
    public Exception? Failure { get; init; }

    public void Dispose() => Message?.Dispose();
}
