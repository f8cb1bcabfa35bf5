namespace McpService.Sandbox.Sessions;

/// <summary>A message as it went out on a stream; its id names the stream, so that a client can resume just that one.</summary>
internal sealed record StoredEvent(string Stream, long Sequence, string Message)
{
    public string Id => $"{Stream}_{Sequence}";
}
