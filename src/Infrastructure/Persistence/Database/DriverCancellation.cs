namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// A token for the database's driver, cancelled when one of its causes is. The driver's own callbacks need two things kept away from others. They block: Npgsql connects to
/// the server and waits for it, on the thread that cancels (<c>NpgsqlConnector.PerformPostgresCancellation</c>), which is one of the pool's few where a timer or a client that left
/// is the cause; with a server that hangs, a handful of statements so took all of them, and refusals came seconds late. And they may throw while a connection is being
/// lost (Npgsql 10, <c>PerformUserCancellation</c>: a null reference), which ends the process. Here they have threads of their own, and end nothing: whoever waits gives up by itself.
/// </summary>
internal sealed class DriverCancellation : IDisposable
{
    // Connections of a pool as it is by default, and those beside it, several times over. Beyond that they wait, and so do their statements, for the driver's own limit.
    private const int MostThreads = 64;

    private static readonly BlockingThreads Threads = new("database cancellation", MostThreads, TimeSpan.FromSeconds(10));

    // Without a timer or a handle there is nothing of it to dispose, and the driver may hold its token longer than anybody waits.
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _first;
    private readonly CancellationTokenRegistration _second;

    public DriverCancellation(CancellationToken first, CancellationToken second = default)
    {
        _first = first.UnsafeRegister(static own => ((DriverCancellation)own!).Begin(), this);
        _second = second.UnsafeRegister(static own => ((DriverCancellation)own!).Begin(), this);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _first.Unregister();
        _second.Unregister();
    }

    /// <summary>A connection that may still be waited on is closed when it can be; nobody waits for that.</summary>
    public static void CloseSometime(IDisposable connection) => Threads.Run(() => Quietly(connection.Dispose));

    private void Begin() => Threads.Run(() => Quietly(_source.Cancel));

    private static void Quietly(Action drivers)
    {
        try
        {
            drivers();
        }
        catch (Exception)
        {
            // The driver's; see above.
        }
    }
}
