using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Auditing.Writing;

namespace McpService.UnitTests.Auditing;

/// <summary>
/// The tables of the trail, in memory, behind a database that is slow, hangs, goes away, loses answers, carries out late what was given up on,
/// refuses rows, and takes the process for dead; by a seed. Its keys are unique, as the real ones are.
/// </summary>
internal sealed class StormyTrail(int seed, TimeProvider time) : ITrailStore, IWriterRegister
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Hanging = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<(long Writer, long Sequence), SealedBatch> _batches = [];
    private readonly Dictionary<Guid, AuditEntry> _entries = [];
    private readonly Dictionary<long, long> _usageSequences = [];
    private readonly Dictionary<long, long> _usage = [];
    private readonly HashSet<Guid> _begun = [];
    private readonly HashSet<long> _closed = [];
    private readonly HashSet<Guid> _poison = [];
    private long _writers;

    /// <summary>Of a hundred steps so many go wrong.</summary>
    public int Storm { get; set; }

    public IReadOnlyCollection<SealedBatch> Batches => Locked(() => _batches.Values.ToList());

    public IReadOnlyDictionary<Guid, AuditEntry> Entries => Locked(() => new Dictionary<Guid, AuditEntry>(_entries));

    public IReadOnlySet<long> Closed => Locked(() => _closed.ToHashSet());

    /// <summary>Calls counted of a writer, and the entries that its usage says to contain.</summary>
    public IReadOnlyList<(long Counted, long Written)> Usage => Locked(() => _usageSequences
        .Select(w => (_usage.GetValueOrDefault(w.Key), _batches.Values.Where(b => b.Writer == w.Key && b.Sequence <= w.Value).Sum(b => (long)b.Entries.Count))).ToList());

    /// <summary>Calls of a writer that began and have no entry.</summary>
    public bool HasOpenCalls(long writer) => Locked(() => Begun(writer).Any(c => !_entries.ContainsKey(c.Id)));

    /// <summary>The database refuses this row.</summary>
    public void Poison(Guid id) => Locked(() => _poison.Add(id));

    public bool IsPoison(Guid id) => Locked(() => _poison.Contains(id));

    public bool HasIntent(Guid call) => Locked(() => _begun.Contains(call));

    public Task<bool> WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => DoAsync(() => Write(batch), cancellationToken);

    public Task<TrailHead?> LastAsync(long writer, CancellationToken cancellationToken) => DoAsync(
        () => _batches.Values.Where(b => b.Writer == writer).MaxBy(b => b.Sequence) is { } last ? new TrailHead(writer, last.Sequence, last.Mac) : null, cancellationToken);

    public Task<bool> AddUsageAsync(long writer, IReadOnlyList<UsageCell> cells, long from, long to, CancellationToken cancellationToken)
    {
        var calls = cells.Sum(c => c.Calls);
        return DoAsync(
            () =>
            {
                if (_closed.Contains(writer) || _usageSequences[writer] != from) return false;
                _usageSequences[writer] = to;
                _usage[writer] = _usage.GetValueOrDefault(writer) + calls;
                return true;
            },
            cancellationToken);
    }

    public Task<HashSet<Guid>> ExistingAsync(Guid[] ids, CancellationToken cancellationToken) => DoAsync(() => ids.Where(_entries.ContainsKey).ToHashSet(), cancellationToken);

    public void Abandon(Exception failure)
    {
    }

    public Task<long> OpenAsync(WriterKind kind, CancellationToken cancellationToken) => DoAsync(
        () =>
        {
            _usageSequences[++_writers] = 0;
            return _writers;
        },
        cancellationToken);

    public async Task CloseAsync(long writer, CancellationToken cancellationToken) => await DoAsync(() => _closed.Add(writer), cancellationToken);

    public Task<List<TrailHead>> HeadsAsync(long me, CancellationToken cancellationToken) => DoAsync(() => new List<TrailHead>(), cancellationToken);

    /// <summary>Somebody takes the process for dead: closes its writer, and concludes what that left open.</summary>
    public void CloseWriter()
    {
        lock (_lock)
        {
            if (!_closed.Add(_writers)) return;
            foreach (var call in Begun(_writers))
            {
                call.Conclude(AuditOutcome.Unknown, DeadWriters.Orphaned, duration: null);
                _entries.TryAdd(call.Id, call);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> DoAsync<T>(Func<T> step, CancellationToken cancellationToken)
    {
        int mood;
        lock (_lock) mood = _random.Next(100) < Storm ? _random.Next(6) : -1;
        switch (mood)
        {
            case 0: // away
                throw new TimeoutException();
            case 1: // slow
                await Task.Delay(Slow, time, cancellationToken);
                return Locked(step);
            case 2: // hangs, and notices that it is given up on
                await Task.Delay(Hanging, time, cancellationToken);
                return Locked(step);
            case 3: // hangs, and does not
                await Task.Delay(Hanging, time, CancellationToken.None);
                return Locked(step);
            case 4: // the answer is lost
                Locked(step);
                throw new TimeoutException();
            case 5: // no answer, and then it is done all the same
                _ = LaterAsync(step);
                throw new TimeoutException();
            default:
                await Task.Yield();
                return Locked(step);
        }
    }

    private async Task LaterAsync<T>(Func<T> step)
    {
        await Task.Delay(Slow, time, CancellationToken.None);
        try
        {
            Locked(step);
        }
        catch (InvalidOperationException)
        {
            // It came too late; nobody hears of it.
        }
    }

    private bool Write(SealedBatch batch)
    {
        if (_closed.Contains(batch.Writer)) return false;
        if (_batches.ContainsKey((batch.Writer, batch.Sequence)) || batch.Entries.Any(e => _entries.ContainsKey(e.Id) || _poison.Contains(e.Id)))
            throw new InvalidOperationException("A constraint.");

        _batches.Add((batch.Writer, batch.Sequence), batch);
        foreach (var entry in batch.Entries) _entries.Add(entry.Id, entry);
        if (batch.Intents is not null) _begun.UnionWith(Intents.Read(batch.Intents).Select(e => e.Id));
        return true;
    }

    private IEnumerable<AuditEntry> Begun(long writer) => _batches.Values.Where(b => b.Writer == writer && b.Intents is not null).SelectMany(b => Intents.Read(b.Intents));

    private T Locked<T>(Func<T> step)
    {
        lock (_lock) return step();
    }
}
