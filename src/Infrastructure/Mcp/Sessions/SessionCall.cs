using McpService.Application.Errors;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Streams;

namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>One attempt of a call: the session it may use until it is disposed, or until the stream it is lent to has ended.</summary>
/// <param name="pool">Where the session belongs.</param>
/// <param name="target">Whose session.</param>
/// <param name="lease">The right to use it.</param>
/// <param name="cancellationToken">The call's limit, or its caller gone.</param>
internal sealed class SessionCall(UpstreamSessionPool pool, UpstreamTarget target, SessionLease lease, CancellationToken cancellationToken) : IDisposable
{
    private bool _isLent;

    public UpstreamSession Session => lease.Session;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The answer is a stream that goes on when the call has returned: the session is the stream's until it has ended.</summary>
    public void LendTo(RelayedEvents stream)
    {
        _isLent = true;
        stream.OnEnded((_, code) =>
        {
            if (code == UpstreamFailure.ProtocolError.Code) Drop();
        });
        stream.OnDisposed(lease.Dispose);
    }

    /// <summary>Takes the session out of use: the upstream lost it, or what else it says on it is not to be trusted.</summary>
    public void Drop() => pool.Drop(target, lease.Pooled);

    public void Dispose()
    {
        if (!_isLent) lease.Dispose();
    }
}
