using McpService.Infrastructure.Persistence.Database;

namespace McpService.Common.Upstreams;

/// <summary>GET: what the session missed, then what is pushed to it.</summary>
internal sealed class UpstreamStreams(UpstreamState state)
{
    public async Task ServeAsync(UpstreamExchange exchange, ScriptedSession session)
    {
        var last = exchange.Request.Headers.GetValueOrDefault("Last-Event-ID");
        var pushed = session.OpenStream(last);
        try
        {
            await exchange.StartStreamAsync();
            state.Record.Stream(+1);
            var sent = new HashSet<string>(StringComparer.Ordinal);
            foreach (var missed in last is null ? [] : session.EventsAfter(last)) await SendAsync(exchange, missed, sent);
            await foreach (var next in pushed.Reader.ReadAllAsync(exchange.Ended)) await SendAsync(exchange, next, sent);
        }
        finally
        {
            session.CloseStream(pushed);
            state.Record.Stream(-1);
        }
    }

    /// <summary>What was said while the missed was sent is both missed and new.</summary>
    private static Task SendAsync(UpstreamExchange exchange, SseEvent next, HashSet<string> sent) => sent.Add(next.Id) ? exchange.SendStoredAsync(next) : Task.CompletedTask;
}
