using McpService.Application.Errors;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Persistence;

/// <summary>
/// The one place where a request meets the database's failures: before it is ready, without an answer in time, or with an answer
/// that means it is away, the request is refused as unavailable within two seconds.
/// </summary>
internal sealed partial class DatabaseGate(DatabaseState state, TimeProvider time, ILogger<DatabaseGate> logger)
{
    // When the statement is cancelled, and when nobody waits for that any longer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LastLimit = TimeSpan.FromSeconds(1.8);

    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(5);

    private long _loggedAt;

    /// <summary>Runs <paramref name="work"/>, which may go on for a while after this has thrown: whatever it uses must be its own.</summary>
    /// <exception cref="UnavailableException"><c>database_unavailable</c>.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!state.IsReady) throw UnavailableException.Database();

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(either.Token).OrGiveUpAsync(LastLimit, time);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && IsAway(failure, limit.Token))
        {
            LogAway(failure);
            throw UnavailableException.Database();
        }
    }

    // Requests and background services all come by here: one of them speaks for the others.
    private void LogAway(Exception failure)
    {
        var (last, now) = (Volatile.Read(ref _loggedAt), time.GetTimestamp());
        if (last != 0 && time.GetElapsedTime(last, now) < LogPause) return;
        if (Interlocked.CompareExchange(ref _loggedAt, now, last) == last) Away(failure.GetBaseException().Message);
    }

    private static bool IsAway(Exception failure, CancellationToken limit) =>
        (failure is OperationCanceledException && limit.IsCancellationRequested) || DatabaseFailure.IsAway(failure);

    [LoggerMessage(2003, LogLevel.Warning, "The database does not answer: {Reason}")]
    private partial void Away(string reason);
}
