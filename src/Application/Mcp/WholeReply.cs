using McpService.Domain.Auditing;

namespace McpService.Application.Mcp;

/// <summary>A reply whose body, if any, is all there.</summary>
/// <param name="body">The body; empty for none.</param>
/// <param name="outcome">How the exchange ended.</param>
/// <param name="code">Error code for the trail, or null.</param>
/// <param name="owner">Disposed with the reply: returns the body's buffer; null where there is none.</param>
public sealed class WholeReply(ReadOnlyMemory<byte> body, AuditOutcome outcome, string? code = null, IDisposable? owner = null) : McpReply
{
    private ReadOnlyMemory<byte> _rest = body;

    /// <summary>All of it, whether it was read or not; until the reply is disposed.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    public int Length => Body.Length;

    public override ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var next = _rest;
        _rest = default;
        if (next.IsEmpty)
        {
            IsDelivered = true;
            End(outcome, code);
        }

        return ValueTask.FromResult(next);
    }

    public override ValueTask DisposeAsync()
    {
        End(outcome, code);
        owner?.Dispose();
        return ValueTask.CompletedTask;
    }
}
