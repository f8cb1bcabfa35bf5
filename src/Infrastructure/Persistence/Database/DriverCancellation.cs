namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// A token for the database's driver, cancelled when one of its causes is. The driver's own callbacks may throw while a connection is being lost (Npgsql 10,
/// <c>NpgsqlConnector.PerformUserCancellation</c>: a null reference), and what a timer's cancellation throws ends the process. Here it ends nothing: whoever waits gives up by itself.
/// </summary>
internal sealed class DriverCancellation : IDisposable
{
    // Without a timer or a handle there is nothing of it to dispose, and the driver may hold its token longer than anybody waits.
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _first;
    private readonly CancellationTokenRegistration _second;

    public DriverCancellation(CancellationToken first, CancellationToken second = default)
    {
        _first = first.UnsafeRegister(static own => ((DriverCancellation)own!).Cancel(), this);
        _second = second.UnsafeRegister(static own => ((DriverCancellation)own!).Cancel(), this);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _first.Unregister();
        _second.Unregister();
    }

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException)
        {
            // The driver's; see above.
        }
    }
}
