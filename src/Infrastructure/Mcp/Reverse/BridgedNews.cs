using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>What a played session's client subscribes to, and the stream on which it hears of it.</summary>
internal sealed class BridgedNews(TenantStreams streams, SessionCalls calls, BridgedCalls bridged, SessionWatches watches, IBridgedSessions sessions, BridgedTickets tickets, TimeProvider time)
{
    private const int MaxSubscriptions = 1000;

    // An upstream that does not say whether it listens keeps nobody from the answer for longer.
    private static readonly TimeSpan CarryLimit = TimeSpan.FromSeconds(2);

    /// <summary>Opens the session's stream. Once its client has it, what changes is told on it.</summary>
    /// <exception cref="McpException">The tenant has as many streams as it may.</exception>
    public async Task<McpReply> ListenAsync(UpstreamTarget target, McpExchange exchange, ToolAccess access, BridgedSession session, CancellationToken cancellationToken)
    {
        var discovered = await DiscoveredAsync(target, cancellationToken);
        var place = streams.Open(exchange, isAnswer: false);
        var listening = new BridgedListening(target, exchange, access, session, discovered, place, watches.Open(session.Id), sessions, bridged, time)
        {
            Status = 200,
            ContentType = McpMediaTypes.EventStream,
            Ticket = exchange.Ticket,
        };
        try
        {
            await listening.OpenAsync(CarryLimit, cancellationToken);
            return listening;
        }
        catch
        {
            await listening.DisposeAsync();
            throw;
        }
    }

    /// <summary>Subscribes to a resource, or no longer. Where the session's stream is open here, what changes after the answer is told on it.</summary>
    /// <exception cref="McpException">The upstream knows no subscriptions, there is no address, or there are too many.</exception>
    public async Task SubscribeAsync(UpstreamTarget target, McpMessage message, BridgedSession session, bool isEnd, CancellationToken cancellationToken)
    {
        if (!InitializeAnswer.Has(await DiscoveredAsync(target, cancellationToken), "resources"u8, "subscribe"u8)) throw new McpException(200, JsonRpcCodes.MethodNotFound, "Method not found", message.Id);
        if (message.Name is not { Length: > 0 } address || !message.IsNamedByAddress) throw new McpException(200, JsonRpcCodes.InvalidParams, "params.uri must be a string.", message.Id);
        var id = message.Id;
        await ChangeAsync(session, Changed, cancellationToken);
        await watches.CarriedAsync(session.Id, CarryLimit, time, cancellationToken);

        BridgedState Changed(BridgedState state)
        {
            List<string> others = [.. state.Subscriptions.Where(s => s != address)];
            if (isEnd) return state with { Subscriptions = others };
            if (others.Count >= MaxSubscriptions) throw new McpException(200, JsonRpcCodes.InvalidParams, $"A session has at most {MaxSubscriptions} subscriptions.", id);
            watches.Await(session.Id, address);
            return state with { Subscriptions = [.. others, address] };
        }
    }

    /// <summary>Changes a session's row, and tells whoever streams to its client.</summary>
    public async Task ChangeAsync(BridgedSession session, Func<BridgedState, BridgedState> change, CancellationToken cancellationToken)
    {
        await sessions.ChangeAsync(session.Id, tickets.RowEnd, change, cancellationToken);
        watches.Changed(session.Id);
    }

    private async Task<ReadOnlyMemory<byte>> DiscoveredAsync(UpstreamTarget target, CancellationToken cancellationToken)
    {
        using var limit = calls.Limit(target, cancellationToken);
        return (await calls.GetAsync(target, limit)).InitializeResult;
    }
}
