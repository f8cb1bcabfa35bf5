using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>One <c>subscriptions/listen</c> at the upstream, from its request to its end.</summary>
internal sealed class BridgedSubscription : IAsyncDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly Task<McpReply> _opening;
    private McpReply? _reply;
    private Task<ReadOnlyMemory<byte>>? _reading;

    /// <param name="filter">What it listens to.</param>
    /// <param name="open">Sends the request.</param>
    /// <param name="ended">Ends it.</param>
    public BridgedSubscription(string filter, Func<CancellationToken, Task<McpReply>> open, CancellationToken ended)
    {
        Filter = filter;
        _over = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _opening = open(_over.Token);
    }

    public string Filter { get; }

    /// <summary>The upstream said that it listens: nothing that happens from then on is missed.</summary>
    public bool IsAcknowledged { get; private set; }

    /// <summary>It was refused, or has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Completes when there is something to take.</summary>
    public Task Next => _reading ?? (Task)_opening;

    /// <summary>What has come for the client, as its revision has it; null for nothing. To be called when <see cref="Next"/> has completed.</summary>
    public async ValueTask<byte[]?> TakeAsync()
    {
        ReadOnlyMemory<byte> bytes;
        try
        {
            if (_reply is null)
            {
                _reply = await _opening;
                Read(_reply);
                return null;
            }

            bytes = await _reading!;
        }
        catch (Exception e) when (e is UpstreamException or McpException or EraRefusedException or OperationCanceledException)
        {
            IsOver = true;
            return null;
        }

        if (bytes.IsEmpty)
        {
            IsOver = true;
            return null;
        }

        var data = _reply.ContentType == McpMediaTypes.EventStream ? EventStreamWriter.DataOf(bytes.Span) : bytes.ToArray();
        Read(_reply);
        return data.Length == 0 ? null : ForClient(data);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await ((Task)_opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_reading is not null) await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_opening.IsCompletedSuccessfully) await (await _opening).DisposeAsync();
        _over.Dispose();
    }

    private void Read(McpReply reply) => _reading = reply.ReadAsync(_over.Token).AsTask();

    private byte[]? ForClient(byte[] data)
    {
        var said = JsonRpcMessage.Parse(data);
        if (said.Kind != JsonRpcKind.Notification) return null;
        if (said.Method != McpMethods.Acknowledged) return OlderAnswer.Notification(said.Method!, data.AsMemory()[said.Details]);

        IsAcknowledged = true;
        return null;
    }
}
