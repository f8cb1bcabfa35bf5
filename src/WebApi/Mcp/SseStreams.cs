using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Mcp.RelayMessage;
using McpService.Application.Tenants;
using McpService.Domain.Tenants;
using MediatR;

namespace McpService.WebApi.Mcp;

/// <summary>The transport of 2024-11-05 from one stream's first event to the end of the session behind it.</summary>
public sealed class SseStreams(SseConnections connections, ICallContext call, ITenantDirectory tenants, IMediator mediator, TimeProvider time)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static readonly int ChecksPerComment = (int)(KeepAlive.Interval / CheckInterval);

    /// <summary>Serves a stream until its client leaves, or its tenant may not have it any more.</summary>
    public async Task ServeAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var end = McpExchangeReader.ReadDelete(http.Request); // read before anything is open: it refuses headers that cannot be passed on
        await McpReplyWriter.StartStreamAsync(http.Response, cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var connection = connections.Open(call.RequiredTenant.Id, http.Response.Body, over.Token);
        try
        {
            await connection.WriteEndpointAsync($"{http.Request.PathBase}/messages{http.Request.QueryString.Add("session", connection.Id)}");
            for (var check = 1; await MayGoOnAsync(call.Caller, cancellationToken); check++)
            {
                await Task.Delay(CheckInterval, time, cancellationToken);
                if (check % ChecksPerComment == 0) await connection.WriteCommentAsync();
            }
        }
        finally
        {
            connections.Remove(connection);
            await over.CancelAsync();
            await EndSessionAsync(connection, end);
        }
    }

    /// <summary>The caller's stream of this name.</summary>
    /// <exception cref="McpException">There is none here, or it is somebody else's.</exception>
    public SseConnection Find(string? session) => connections.Find(session, call.RequiredTenant.Id) ?? throw McpException.SessionNotFound(null);

    /// <summary>Sends a message; its answer leaves on the stream.</summary>
    /// <returns>An answer that is for the POST itself; null where there is none.</returns>
    public async Task<McpReply?> SendAsync(SseConnection connection, McpExchange exchange, CancellationToken cancellationToken)
    {
        var reply = await mediator.Send(new RelayMessageCommand(exchange), cancellationToken);
        if (reply.Status >= StatusCodes.Status400BadRequest) return reply;

        connection.Ticket ??= reply.Ticket;
        connection.Pass(reply);
        if (exchange.Message is { Method: McpMethods.Initialized }) await ListenAsync(connection, exchange, cancellationToken);
        return null;
    }

    /// <summary>What the upstream says without being asked comes on a stream of its own there.</summary>
    private async Task ListenAsync(SseConnection connection, McpExchange exchange, CancellationToken cancellationToken)
    {
        var reply = await mediator.Send(new RelayMessageCommand(exchange with { Verb = McpVerb.Get, Message = null }), cancellationToken);
        if (reply.ContentType == McpMediaTypes.EventStream) connection.Pass(reply);
        else await reply.DisposeAsync(); // an upstream that never speaks first
    }

    private async Task EndSessionAsync(SseConnection connection, McpExchange exchange)
    {
        if (connection.Ticket is null) return;
        using var limit = new CancellationTokenSource(EndLimit, time);
        try
        {
            await using var reply = await mediator.Send(new RelayMessageCommand(exchange with { Ticket = connection.Ticket }), limit.Token);
        }
        catch (Exception e) when (e is McpException or UpstreamException or OperationCanceledException)
        {
            // It is gone already, or nobody is there to be told.
        }
    }

    // The stream itself brings no credential again: whether its tenant may still have it is looked up.
    private async Task<bool> MayGoOnAsync(Caller caller, CancellationToken cancellationToken) =>
        await tenants.FindByKeyIdAsync(caller.KeyId!, cancellationToken) is { Status: TenantStatus.Active };
}
