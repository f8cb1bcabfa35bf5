using McpService.Infrastructure.Persistence.Database;

namespace McpService.Common.Upstreams;

/// <summary>GET: what the session missed, then what is pushed to it.</summary>
internal sealed class UpstreamStreams(UpstreamState state)
{
    public async Task ServeAsync(UpstreamExchange exchange, ScriptedSession session)
    {
        var pushed = session.OpenStream();
        try
        {
            await exchange.StartStreamAsync();
            state.Record.Stream(+1);
            if (exchange.Request.Headers.GetValueOrDefault("Last-Event-ID") is { } last)
                foreach (var missed in session.EventsAfter(last)) await exchange.SendStoredAsync(missed);
            await foreach (var next in pushed.Reader.ReadAllAsync(exchange.Ended)) await exchange.SendStoredAsync(next);
        }
        finally
        {
            session.CloseStream(pushed);
            state.Record.Stream(-1);
        }
    }
}
