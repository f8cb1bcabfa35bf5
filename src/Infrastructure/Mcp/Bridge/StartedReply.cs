using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Bridge;

/// <summary>A stream whose first bytes were read before its status was decided.</summary>
internal sealed class StartedReply : McpReply
{
    private readonly McpReply _rest;
    private ReadOnlyMemory<byte> _first;

    public StartedReply(ReadOnlyMemory<byte> first, McpReply rest)
    {
        (_first, _rest) = (first, rest);
        rest.OnEnded((outcome, code) =>
        {
            IsParked = rest.IsParked;
            End(outcome, code);
        });
    }

    public override ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_first.IsEmpty) return _rest.ReadAsync(cancellationToken);
        var first = _first;
        _first = default;
        return ValueTask.FromResult(first);
    }

    public override ValueTask DisposeAsync() => _rest.DisposeAsync();
}
