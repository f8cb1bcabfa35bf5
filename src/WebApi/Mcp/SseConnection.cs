using System.Security.Cryptography;
using System.Text;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.WebApi.Mcp;

/// <summary>
/// One open stream of the transport of 2024-11-05: everything the upstream says to its client leaves on it, whichever exchange it belongs to.
/// It is the session: when the one behind it is gone it ends, so that its client connects again.
/// </summary>
public sealed class SseConnection : IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _over;
    private readonly Stream _output;
    private Task? _listening;
    private volatile bool _isLost;

    /// <param name="tenantRef">Whose stream.</param>
    /// <param name="output">The response that carries it.</param>
    /// <param name="stream">Its place in the account.</param>
    /// <param name="clientGone">Fires when nobody reads on.</param>
    public SseConnection(Guid tenantRef, Stream output, IStreamPlace stream, CancellationToken clientGone)
    {
        (TenantRef, _output, Stream) = (tenantRef, output, stream);
        _over = CancellationTokenSource.CreateLinkedTokenSource(clientGone);
        Ended = _over.Token;
    }

    /// <summary>Names the stream in the address that messages are posted to; proves nothing by itself.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public Guid TenantRef { get; }

    public IStreamPlace Stream { get; }

    /// <summary>Fires when the stream is over.</summary>
    public CancellationToken Ended { get; }

    /// <summary>The messages of its client that are under way.</summary>
    public SseTurns Turns { get; } = new();

    /// <summary>The client initialized, with success.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>The session behind the stream; null before the client initialized, and before an upstream without sessions.</summary>
    public string? Ticket { get; private set; }

    private DateTimeOffset? TicketEndsAt { get; set; }

    /// <summary>Takes the session that an answer to <c>initialize</c> opened.</summary>
    public void Initialize(McpReply answer) => (IsInitialized, Ticket, TicketEndsAt) = (true, answer.Ticket, answer.TicketEndsAt);

    /// <summary>Its session takes no more messages: it is lost, or too near its end.</summary>
    public bool IsSpent(DateTimeOffset now) => _isLost || TicketEndsAt <= now;

    /// <summary>The upstream has its session no more. What is under way learns that by itself, and is told before the stream ends.</summary>
    public void Lose() => _isLost = true;

    /// <summary>Tells the client where to post its messages; the first event of the stream.</summary>
    public Task WriteEndpointAsync(string address) => WriteAsync(EventStreamWriter.Event("endpoint"u8, Encoding.UTF8.GetBytes(address)));

    /// <summary>Keeps proxies from closing a silent stream.</summary>
    public Task WriteCommentAsync() => WriteAsync(KeepAlive.Comment);

    /// <summary>Tells the client that it may connect again, to another process than this.</summary>
    public Task WriteComeBackAsync() => WriteAsync(KeepAlive.ComeBack);

    /// <summary>A JSON-RPC message of the gateway's own.</summary>
    public Task WriteMessageAsync(ReadOnlyMemory<byte> message) => WriteAsync(EventStreamWriter.Message(message.Span));

    /// <summary>Passes a reply on as it comes.</summary>
    /// <returns>Id of the last event that had one; null where none had.</returns>
    /// <exception cref="UpstreamException">The reply broke off.</exception>
    public async Task<string?> PassAsync(McpReply reply)
    {
        var isStream = reply.ContentType == McpMediaTypes.EventStream;
        string? lastId = null;
        while (await reply.ReadAsync(Ended) is { IsEmpty: false } bytes)
        {
            reply.BytesSent += bytes.Length;
            await WriteAsync(isStream ? bytes : EventStreamWriter.Message(bytes.Span.TrimEnd((byte)'\n')));
            if (isStream) lastId = EventStreamWriter.IdOf(bytes.Span) ?? lastId;
        }

        return lastId;
    }

    /// <summary>Listens, once, to what the upstream says without being asked.</summary>
    /// <param name="listen">Must end with the stream, and must not throw.</param>
    public void Listen(Func<Task> listen) => _listening ??= listen();

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Turns.FinishAsync();
        if (_listening is not null) await _listening;
        _over.Dispose();
        _writing.Dispose();
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync(Ended);
        try
        {
            await _output.WriteAsync(bytes, Ended);
            await _output.FlushAsync(Ended);
        }
        finally
        {
            _writing.Release();
        }
    }
}
