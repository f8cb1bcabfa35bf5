using System.Text;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>
/// Answer to <c>subscriptions/listen</c> before an upstream of an older revision: acknowledges that nothing will be told, and stays open.
/// The empty subset is the specification's way to say so; nothing is advertised, so no client relies on more.
/// </summary>
internal sealed class ListenReply(ReadOnlyMemory<byte> requestId, TenantStream registration, TimeProvider time) : McpReply
{
    private bool _acknowledged;
    private bool _ended;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_acknowledged)
        {
            _acknowledged = true;
            return Acknowledgement();
        }

        if (_ended) return default;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(registration.Ended, cancellationToken);
        try
        {
            await Task.Delay(KeepAlive.Interval, time, either.Token);
            return KeepAlive.Comment;
        }
        catch (OperationCanceledException) when (registration.Ended.IsCancellationRequested)
        {
            _ended = true;
            return registration.MayComeBack ? KeepAlive.ComeBack : default;
        }
    }

    public override ValueTask DisposeAsync()
    {
        End(AuditOutcome.Success);
        registration.Dispose();
        return ValueTask.CompletedTask;
    }

    private byte[] Acknowledgement()
    {
        var id = Encoding.UTF8.GetString(requestId.Span);
        var meta = $"{{\"{McpMetaKeys.SubscriptionId}\":{id}}}";
        var message = $"{{\"jsonrpc\":\"2.0\",\"method\":\"{McpMethods.Acknowledged}\",\"params\":{{\"notifications\":{{}},\"_meta\":{meta}}}}}";
        return EventStreamWriter.Message(Encoding.UTF8.GetBytes(message));
    }
}
