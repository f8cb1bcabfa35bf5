namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Whether the database was prepared since this process started. A later loss is not told here: whoever asks the database sees it.</summary>
internal sealed class DatabaseState
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _hasFailed;
    private volatile string? _why = "The database is being prepared.";
    private volatile bool _isFull;

    /// <summary>The last commit of calls found no room on the disk. A row that is written over, as readiness does, needs none and would not tell.</summary>
    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    public bool IsReady => _ready.Task.IsCompleted;

    /// <summary>Why requests are refused, without secrets; null once ready.</summary>
    public string? Why => _why;

    /// <summary>The first attempt is still under way.</summary>
    public bool IsStarting => !IsReady && !_hasFailed;

    public Task WaitAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public void NotReady(string why) => (_hasFailed, _why) = (true, why);

    public void Ready()
    {
        _why = null;
        _ready.TrySetResult();
    }
}
