using System.Security.Cryptography;
using System.Text;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Mcp.Streams;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>One request of a client under way, over all the rounds that it takes.</summary>
internal sealed class BridgedCall : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Action<BridgedCall> _ended;

    /// <param name="target">Whose.</param>
    /// <param name="exchange">The client's.</param>
    /// <param name="access">What its client may see.</param>
    /// <param name="session">Its client's.</param>
    /// <param name="logLevel">What the client wants to be told of, or null.</param>
    /// <param name="place">Its stream's place in the account; goes with the call.</param>
    /// <param name="ended">Told when it is over.</param>
    public BridgedCall(UpstreamTarget target, McpExchange exchange, ToolAccess access, BridgedSession session, string? logLevel, TenantStream place, Action<BridgedCall> ended)
    {
        (Target, Exchange, Access, Session, LogLevel, Place, _ended) = (target, exchange, access, session, logLevel, place, ended);
        Id = exchange.MessageId.ToArray();
        Message = Copied(exchange.Message!);
        Cancelled = _cancelled.Token;
    }

    public UpstreamTarget Target { get; }

    public McpExchange Exchange { get; }

    public ToolAccess Access { get; }

    public BridgedSession Session { get; }

    public string? LogLevel { get; }

    public TenantStream Place { get; }

    /// <summary>The client's request id, as it stood there.</summary>
    public byte[] Id { get; }

    /// <summary>The client's request; it outlives the body that brought it.</summary>
    public McpMessage Message { get; }

    /// <summary>Fires when the client takes the request back.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>An id for the next round: each is a request of its own.</summary>
    public byte[] NextId(int round) => round == 1 ? Id : Encoding.ASCII.GetBytes($"\"{RandomNumberGenerator.GetHexString(32, lowercase: true)}\"");

    /// <summary>The client takes the request back.</summary>
    public void Cancel()
    {
        try
        {
            _cancelled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended at the same moment.
        }
    }

    public void Dispose()
    {
        _ended(this);
        Place.Dispose();
        _cancelled.Dispose();
    }

    private static McpMessage Copied(McpMessage message)
    {
        McpMessage.TryParse(message.Json.ToArray(), out var copy);
        return copy!;
    }
}
