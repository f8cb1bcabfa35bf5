using System.Collections.Concurrent;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>The requests of played sessions that are under way here, and their way up.</summary>
internal sealed class BridgedCalls(MessageRelay relay, ListedArguments listed, SessionCalls sessions, UpstreamEras eras, TimeProvider time)
{
    private readonly ConcurrentDictionary<BridgedCall, bool> _open = new();

    /// <summary>Sessions that have a request under way here.</summary>
    public IEnumerable<string> Sessions => _open.Keys.Select(c => c.Session.Id);

    public void Add(BridgedCall call) => _open[call] = true;

    public void Remove(BridgedCall call) => _open.TryRemove(call, out _);

    /// <summary>The client takes a request back; false where it is not under way here.</summary>
    public bool TryCancel(string session, ReadOnlySpan<byte> requestId)
    {
        var isFound = false;
        foreach (var call in _open.Keys)
        {
            if (call.Session.Id != session || !JsonRpcId.Same(requestId, call.Id)) continue;
            call.Cancel();
            isFound = true;
        }

        return isFound;
    }

    /// <summary>Sends the request, on its own or with what the upstream wanted to know.</summary>
    /// <exception cref="McpException">The upstream has other revisions than before: the client initializes again.</exception>
    /// <exception cref="UpstreamException">The failure table's row.</exception>
    public async Task<McpReply> SendAsync(BridgedCall call, InputAnswers? answers, int round, CancellationToken cancellationToken)
    {
        var message = StandaloneRequest.Write(call.NextId(round), call.Message.Method!, call.Message.Parameters, call.Session, call.LogLevel, answers);
        var reply = await ForwardAsync(call, message, RepeatedOf(call), cancellationToken);
        if (reply.Status != 400 || message.Method != McpMethods.ToolsCall) return reply;

        // Which arguments a tool wants repeated, its list tells, which may have passed through another process. A refusal of headers executed nothing.
        if (await SaysHeaderMismatchAsync(reply, cancellationToken) is { } refusal) return refusal;
        return await ForwardAsync(call, message, await ListAsync(call, cancellationToken), cancellationToken);
    }

    /// <summary>A stream of what changes.</summary>
    public Task<McpReply> ListenAsync(UpstreamTarget target, McpExchange exchange, Domain.Tenants.ToolAccess access, McpMessage message, CancellationToken cancellationToken) =>
        relay.ForwardAsync(target, Standing(exchange, message, repeated: null), access, cancellationToken);

    private async Task<McpReply> ForwardAsync(BridgedCall call, McpMessage message, IReadOnlyList<HeaderParameter>? repeated, CancellationToken cancellationToken)
    {
        try
        {
            return await relay.ForwardAsync(call.Target, Standing(call.Exchange, message, repeated) with { Stream = call.Place }, call.Access, cancellationToken);
        }
        catch (EraRefusedException)
        {
            eras.Refused(call.Target, Era.Sessionless);
            throw McpException.SessionNotFound(call.Message);
        }
    }

    private static McpExchange Standing(McpExchange exchange, McpMessage message, IReadOnlyList<HeaderParameter>? repeated) => exchange with
    {
        Verb = McpVerb.Post,
        Message = message,
        Ticket = null,
        LastEventId = null,
        Revision = McpRevisions.NewestSessionless,
        ParameterHeaders = StandaloneRequest.Headers(message, repeated),
        IsOneWay = true, // its errors name the request
    };

    private IReadOnlyList<HeaderParameter>? RepeatedOf(BridgedCall call)
    {
        if (call.Message.Method != McpMethods.ToolsCall || call.Message.Name is not { } tool) return null;
        return listed.Of(call.Target).Of(tool) is { Count: > 0 } passed ? passed : sessions.Find(call.Target)?.ToolNames?.HeaderParameters.GetValueOrDefault(tool);
    }

    /// <summary>The reply as it was where it says anything else; null where it says that a header is missing or wrong.</summary>
    private static async Task<McpReply?> SaysHeaderMismatchAsync(McpReply reply, CancellationToken cancellationToken)
    {
        var body = (await reply.ReadAsync(cancellationToken)).ToArray();
        await reply.DisposeAsync();
        var said = JsonRpcMessage.Parse(body);
        return said is { Kind: JsonRpcKind.Error, ErrorCode: JsonRpcCodes.HeaderMismatch } ? null : new WholeReply(body, said.Outcome) { Status = reply.Status, ContentType = reply.ContentType };
    }

    private async Task<IReadOnlyList<HeaderParameter>?> ListAsync(BridgedCall call, CancellationToken cancellationToken)
    {
        using var limit = sessions.Limit(call.Target, cancellationToken);
        return await sessions.RunAsync(call.Target, limit, async on =>
        {
            var askedAt = time.GetTimestamp();
            on.Session.ToolNames = ToolNames.Of(await new ToolListReader(on.Session).ReadAllAsync(on.CancellationToken), askedAt);
            return on.Session.ToolNames.HeaderParameters.GetValueOrDefault(call.Message.Name ?? "");
        });
    }
}
