namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>Those who wait for the same commit.</summary>
internal sealed class TrailRound
{
    /// <summary>Timestamp when the first of the calls among them came; null where none waits. Known once the commit has a leader.</summary>
    public long? StartedAt { get; set; }

    /// <summary>Tells the first of them, where a commit was under way when it came, that it leads now (true), or that there is nothing to lead.</summary>
    public TaskCompletionSource<bool>? Lead { get; set; }

    /// <summary>The commit is over, whatever became of it.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
