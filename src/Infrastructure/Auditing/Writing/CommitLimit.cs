using McpService.Infrastructure.Persistence.Database;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>When one commit has to be over, however many steps it takes. For one caller at a time.</summary>
internal sealed class CommitLimit(TimeProvider time)
{
    // For a connection that does not notice it is dead.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);

    private long _stopAt;

    public void StopIn(TimeSpan left) => _stopAt = time.GetTimestamp() + (long)(left.TotalSeconds * time.TimestampFrequency);

    /// <summary>A step: cancelled at the end of the time, and given up on soon after.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        var left = TimeSpan.FromSeconds(Math.Max(0, (_stopAt - time.GetTimestamp()) / (double)time.TimestampFrequency));
        using var limit = new CancellationTokenSource(left, time);
        using var driver = new DriverCancellation(limit.Token);
        return await work(driver.Token).OrGiveUpAsync(left + Grace, time);
    }
}
