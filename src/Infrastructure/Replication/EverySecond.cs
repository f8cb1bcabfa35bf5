namespace McpService.Infrastructure.Replication;

/// <summary>Work for other replicas, done every second. It may fail, as the database may be away: the next turn is a moment off, and of failures in a row the first alone is told.</summary>
/// <param name="time">Clock.</param>
/// <param name="failed">Told why.</param>
internal sealed class EverySecond(TimeProvider time, Action<string> failed)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private bool _isTold;

    /// <param name="turn">Done every second.</param>
    /// <param name="last">Done once more at the end.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Func<CancellationToken, Task> turn, Func<CancellationToken, Task> last, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await TryAsync(turn, stopping);
                await Task.Delay(Interval, time, stopping);
            }
        }
        finally
        {
            await TryAsync(last, CancellationToken.None);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            _isTold = false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isTold) failed(failure.GetBaseException().Message);
            _isTold = true;
        }
    }
}
