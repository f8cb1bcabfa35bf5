using McpService.Application.Errors;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>
/// The one place where a request meets the database's failures: before it is ready, without an answer in time, or with an answer
/// that means it is away, the request is refused as unavailable within two seconds.
/// </summary>
internal sealed partial class DatabaseGate(DatabaseState state, DatabaseProvider database, TimeProvider clock, ILogger<DatabaseGate> logger)
{
    // When a statement is cancelled, and how long the driver may take for that until nobody waits for it any longer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.3);

    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(5);

    private long _loggedAt;

    /// <summary>Runs <paramref name="work"/>, which may go on for a while after this has thrown: whatever it uses must be its own.</summary>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>.</exception>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) => RunAsync(
        (time, token) =>
        {
            time.Run();
            return work(token);
        },
        cancellationToken);

    /// <summary>The same for what EF Core does. It compiles a query before the first wait; where it does so later, <paramref name="work"/> stops the time.</summary>
    public async Task<T> RunAsync<T>(Func<DatabaseTime, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!state.IsReady) throw UnavailableException.Database();

        using var time = new DatabaseTime(Limit, Grace, clock);
        using var either = new DriverCancellation(time.Cancelled, cancellationToken);
        try
        {
            var running = work(time, either.Token);
            time.Run();
            return await running.OrGiveUpAsync(time.Over);
        }
        catch (UnavailableException)
        {
            // Somebody before has said what is away.
            throw;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && IsAway(failure, time.Cancelled))
        {
            database.Forget(failure);
            LogAway(failure);
            throw UnavailableException.Database();
        }
    }

    // Requests and background services all come by here: one of them speaks for the others.
    private void LogAway(Exception failure)
    {
        var (last, now) = (Volatile.Read(ref _loggedAt), clock.GetTimestamp());
        if (last != 0 && clock.GetElapsedTime(last, now) < LogPause) return;
        if (Interlocked.CompareExchange(ref _loggedAt, now, last) == last) Away(failure.GetBaseException().Message);
    }

    private static bool IsAway(Exception failure, CancellationToken limit) =>
        (failure is OperationCanceledException && limit.IsCancellationRequested) || DatabaseFailure.IsAway(failure);

    [LoggerMessage(2003, LogLevel.Warning, "The database does not answer: {Reason}")]
    private partial void Away(string reason);
}
