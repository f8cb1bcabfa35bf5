using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Mcp.RelayMessage;
using McpService.Application.Tenants;
using McpService.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;

namespace McpService.WebApi.Mcp;

/// <summary>The transport of 2024-11-05 from one stream's first event to the end of the session behind it.</summary>
public sealed class SseStreams(SseConnections connections, SseMessages messages, ITenantStreams streams, ICallContext call, IMediator mediator, IOptions<ServerOptions> options, TimeProvider time)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static readonly int ChecksPerComment = (int)(KeepAlive.Interval / CheckInterval);

    /// <summary>Serves a stream until its client leaves, what it hangs on is gone, its session is, or this process goes.</summary>
    /// <exception cref="McpException">The tenant has as many streams as it may.</exception>
    public async Task ServeAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var end = McpExchangeReader.ReadDelete(http.Request); // read before anything is open: it refuses headers that cannot be passed on
        using var stream = streams.Open(StreamHolder.Of(call.Caller));
        McpReplyWriter.AnnounceStream(http.Response);
        await http.Response.Body.FlushAsync(cancellationToken); // to start it would only write the headers
        var connection = connections.Open(call.RequiredTenant.Id, http.Response.Body, stream, cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(connection.Ended, stream.Ended);
        try
        {
            await connection.WriteEndpointAsync(AddressOf(connection, http.Request));
            for (var check = 1; MayGoOn(connection); check++)
            {
                await Task.Delay(CheckInterval, time, over.Token);
                if (check % ChecksPerComment == 0) await connection.WriteCommentAsync();
            }
        }
        catch (OperationCanceledException) when (stream.MayComeBack && !connection.Ended.IsCancellationRequested)
        {
            await connection.Turns.FinishAsync();
            await connection.WriteComeBackAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Ended from here: the client sees the stream's proper end.
        }
        finally
        {
            connections.Remove(connection);
            await connection.DisposeAsync();
            await EndSessionAsync(connection, end);
        }
    }

    /// <summary>The caller's stream of this name.</summary>
    /// <exception cref="McpException">There is none here, it is somebody else's, or its session takes no more.</exception>
    public SseConnection Find(string? session) => connections.Find(session, call.RequiredTenant.Id) is { } connection && !connection.IsSpent(time.GetUtcNow())
        ? connection
        : throw McpException.SessionNotFound(null);

    /// <summary>Takes a message; whatever comes of it leaves on the stream.</summary>
    /// <exception cref="McpException">Too many are under way.</exception>
    public void Take(SseConnection connection, McpExchange exchange, IDisposable body) => messages.Take(connection, exchange, body, call);

    /// <summary>Where messages go, as the client reaches it: what is in front of the gateway may have taken a prefix off the path.</summary>
    private string AddressOf(SseConnection connection, HttpRequest request)
    {
        var prefix = options.Value.PublicUrl?.AbsolutePath.TrimEnd('/') is { Length: > 0 } publicPath ? publicPath : request.PathBase.ToUriComponent();
        var query = new QueryBuilder(request.Query.Where(p => p.Key != "session")) { { "session", connection.Id } };
        return $"{prefix}/messages{query}";
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

    // One whose session takes no more messages ends when the last answer is out.
    private bool MayGoOn(SseConnection connection) => !(connection.IsSpent(time.GetUtcNow()) && connection.Turns.IsIdle);
}
