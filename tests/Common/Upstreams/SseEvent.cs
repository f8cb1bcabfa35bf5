namespace McpService.Common.Upstreams;

internal sealed record SseEvent(string Stream, string Id, string Json)
{
    public override string ToString() => $"event: message\nid: {Id}\ndata: {Json}\n\n";
}
