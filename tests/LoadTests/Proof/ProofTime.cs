namespace McpService.LoadTests.Proof;

/// <summary>How long a row goes on: its share of the time, or until it has its whole number; in any case until somebody stops the run.</summary>
internal sealed class ProofTime(TimeSpan share, bool isFull, CancellationToken stopped)
{
    private long _began = TimeProvider.System.GetTimestamp();

    public TimeSpan Share => share;

    public bool IsFull => isFull;

    public CancellationToken Stopped => stopped;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>The row is set up: its time begins now.</summary>
    public void Begin() => _began = TimeProvider.System.GetTimestamp();

    /// <param name="done">How much there is already.</param>
    /// <param name="whole">How much there should be in the full run.</param>
    public bool GoesOn(long done, long whole) => !stopped.IsCancellationRequested && done < whole && (isFull || Elapsed < share);

    /// <summary>Waits, unless the run is stopped.</summary>
    public async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, TimeProvider.System, stopped);
        }
        catch (OperationCanceledException)
        {
            // The row looks at the time next.
        }
    }
}
