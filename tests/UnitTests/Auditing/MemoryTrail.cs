using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Auditing.Writing;

namespace McpService.UnitTests.Auditing;

/// <summary>The tables of the trail, in memory, with the moods of a database.</summary>
internal sealed class MemoryTrail : ITrailStore, IWriterRegister
{
    private long _writers;
    private SealedBatch? _late;

    public Signal Changed { get; } = new();

    public List<SealedBatch> Tried { get; } = [];

    public int Tries => Tried.Count;

    public List<SealedBatch> Batches { get; } = [];

    public List<AuditEntry> Entries { get; } = [];

    public HashSet<long> Closed { get; } = [];

    /// <summary>A commit waits for it.</summary>
    public TaskCompletionSource Hold { get; set; } = Done();

    /// <summary>Nothing is committed.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The next commit does not happen.</summary>
    public bool FailsOnce { get; set; }

    /// <summary>The next commit happens, and nobody hears of it.</summary>
    public bool LosesAnswer { get; set; }

    /// <summary>The next commit is given up on, and happens all the same: just before the one after it.</summary>
    public bool CommitsLate { get; set; }

    public AuditEntry? Refuses { get; set; }

    public async Task<bool> WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        Tried.Add(batch);
        Changed.Pulse();
        await Hold.Task;
        if (Failure is not null) throw Failure;
        if (FailsOnce)
        {
            FailsOnce = false;
            throw new TimeoutException();
        }

        if (CommitsLate)
        {
            (CommitsLate, _late) = (false, batch);
            throw new TimeoutException();
        }

        if (_late is { } late) Add(late);
        _late = null;
        if (Batches.Exists(b => b.Writer == batch.Writer && b.Sequence == batch.Sequence)) throw new InvalidOperationException("There is such a batch.");
        if (Refuses is not null && batch.Entries.Contains(Refuses)) throw new InvalidOperationException("Refused.");
        if (Closed.Contains(batch.Writer)) return false;
        Add(batch);
        if (!LosesAnswer) return true;
        LosesAnswer = false;
        throw new TimeoutException();
    }

    public Task<TrailHead?> LastAsync(long writer, CancellationToken cancellationToken) => Failure is not null
        ? Task.FromException<TrailHead?>(Failure)
        : Task.FromResult(Batches.FindLast(b => b.Writer == writer) is { } last ? new TrailHead(writer, last.Sequence, last.Mac) : null);

    public Task<bool> AddUsageAsync(long writer, IReadOnlyList<UsageCell> cells, long from, long to, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<HashSet<Guid>> ExistingAsync(Guid[] ids, CancellationToken cancellationToken) => Task.FromResult(Entries.Select(e => e.Id).ToHashSet());

    public void Abandon(Exception failure)
    {
    }

    public Task<long> OpenAsync(WriterKind kind, CancellationToken cancellationToken) => Task.FromResult(++_writers);

    public Task CloseAsync(long writer, CancellationToken cancellationToken)
    {
        Closed.Add(writer);
        return Task.CompletedTask;
    }

    public Task<List<TrailHead>> HeadsAsync(long me, CancellationToken cancellationToken) => Task.FromResult<List<TrailHead>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Add(SealedBatch batch)
    {
        Batches.Add(batch);
        Entries.AddRange(batch.Entries);
        Changed.Pulse();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
