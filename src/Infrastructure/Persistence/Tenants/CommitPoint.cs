namespace McpService.Infrastructure.Persistence.Tenants;

/// <summary>
/// How far a change has got. Whoever waits for it may give up while it goes on: either it has reached its commit, and may be made, or it is given up and never reaches it.
/// </summary>
internal sealed class CommitPoint
{
    private const int Before = 0;
    private const int Reached = 1;
    private const int Over = 2;

    private int _state = Before;

    /// <summary>The commit is sent next.</summary>
    /// <exception cref="OperationCanceledException">The caller was told that nothing is done.</exception>
    public void Reach()
    {
        if (Interlocked.CompareExchange(ref _state, Reached, Before) != Before) throw new OperationCanceledException();
    }

    /// <summary>The database refused the commit: nothing was done.</summary>
    public void Refuse() => Volatile.Write(ref _state, Over);

    /// <summary>Nobody waits any longer.</summary>
    /// <returns>False where the change may have been made.</returns>
    public bool TryGiveUp() => Interlocked.CompareExchange(ref _state, Over, Before) != Reached;
}
