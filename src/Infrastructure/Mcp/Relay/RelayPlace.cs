namespace McpService.Infrastructure.Mcp.Relay;

/// <summary>A place in the account for a session that is being opened: it has an owner from before it is asked for.</summary>
internal sealed class RelayPlace(Guid tenantRef, Action<Guid> giveBack) : IDisposable
{
    private int _isGone;

    public Guid TenantRef => tenantRef;

    /// <summary>The place goes to somebody else: a session that was opened, or whoever waits for the end of the opening.</summary>
    public RelayPlace HandOver()
    {
        Interlocked.Exchange(ref _isGone, 1);
        return new RelayPlace(tenantRef, giveBack);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isGone, 1) == 0) giveBack(tenantRef);
    }
}
