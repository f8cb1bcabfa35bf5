namespace McpService.Infrastructure.Mcp.Sessions;

/// <summary>Lets those who need the same thing at the same time share one piece of work for it.</summary>
internal sealed class SingleFlight<T>
{
    private readonly Lock _lock = new();
    private Task<T>? _running;

    /// <summary>Starts <paramref name="work"/>, or joins the one under way. The work belongs to all: give it a limit of its own.</summary>
    public Task<T> RunAsync(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        lock (_lock) return (_running ??= Task.Run(() => RunOnceAsync(work), CancellationToken.None)).WaitAsync(cancellationToken);
    }

    private async Task<T> RunOnceAsync(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        finally
        {
            lock (_lock) _running = null;
        }
    }
}
