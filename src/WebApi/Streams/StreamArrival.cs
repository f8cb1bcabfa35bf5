namespace McpService.WebApi.Streams;

/// <summary>A stream that a client asked for and that the relay does not know of yet.</summary>
internal sealed class StreamArrival : IDisposable
{
    private readonly StreamArrivals _all;
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamArrival(StreamArrivals all, string ticket) => (_all, Ticket) = (all, ticket);

    public string Ticket { get; }

    public Task Arrived => _arrived.Task;

    /// <summary>The relay has it.</summary>
    public void Pass() => End(isPassed: true);

    /// <summary>There will be none, where the relay does not have it.</summary>
    public void Dispose() => End(isPassed: false);

    private void End(bool isPassed)
    {
        _all.End(this, isPassed);
        _arrived.TrySetResult();
    }
}
