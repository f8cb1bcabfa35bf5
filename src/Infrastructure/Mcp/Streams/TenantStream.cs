using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>One open stream.</summary>
internal sealed class TenantStream : IStreamPlace
{
    // One source a stream, and the second when something is lent that outlasts the first: there are thousands that only wait.
    private readonly CancellationTokenSource _ended;
    private CancellationTokenSource? _gone;
    private int _isGone;
    private readonly TenantStreams? _owner;
    private readonly TenantStream? _lender;
    private readonly StreamHolder _holder;

    /// <param name="owner">Where it is counted.</param>
    /// <param name="holder">Whose it is.</param>
    /// <param name="isAnswer">It answers a request and then ends.</param>
    /// <param name="openedAt">Timestamp.</param>
    public TenantStream(TenantStreams owner, StreamHolder holder, bool isAnswer, long openedAt)
    {
        (_owner, _holder, IsAnswer, OpenedAt, _ended) = (owner, holder, isAnswer, openedAt, new CancellationTokenSource());
        Ended = _ended.Token;
    }

    private TenantStream(TenantStream lender, bool isAnswer)
    {
        (_lender, _holder, IsAnswer, OpenedAt) = (lender, lender._holder, isAnswer, lender.OpenedAt);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(isAnswer ? lender.Gone() : lender.Ended);
        Ended = _ended.Token;
    }

    public Guid TenantRef => _holder.TenantRef;

    public bool IsAnswer { get; }

    public long OpenedAt { get; }

    public CancellationToken Ended { get; }

    /// <summary>Where it is counted: its neighbours among the tenant's streams. Under the lock of who counts; a set would be made and filled for a tenant's every call.</summary>
    public (bool IsCounted, TenantStream? Newer, TenantStream? Older) Neighbours { get; set; }

    /// <remarks>A lent one's own end says nothing: it may have been read to its end, or left.</remarks>
    public bool MayComeBack => _lender?.MayComeBack ?? (!IsAnswer && Ended.IsCancellationRequested && Volatile.Read(ref _isGone) == 0);

    /// <summary>The same stream for one of the things that go out on it; disposing that leaves the stream open.</summary>
    public TenantStream Lend(bool isAnswer) => new(this, isAnswer);

    /// <summary>What it hangs on is gone.</summary>
    public bool IsOver(TenantAccess? current, DateTimeOffset now) =>
        current is null
        || (_holder.ApiKeyId is { } keyId && !current.ApiKeyIds.Contains(keyId))
        || (!IsAnswer && (_holder.Key != current.Key || now >= _holder.EndsAt));

    public void End()
    {
        Interlocked.Exchange(ref _isGone, 1);
        if (Volatile.Read(ref _gone) is { } gone) Fire(gone);
        Fire(_ended);
    }

    /// <summary>The process is on its way out: what only waits for news ends, and answers have time yet.</summary>
    public void Leave()
    {
        if (!IsAnswer) Fire(_ended);
    }

    /// <summary>Nobody reads it any more.</summary>
    public Task StopAsync() => _ended.CancelAsync();

    public void Dispose()
    {
        _owner?.Remove(this);
        _ended.Dispose();
        _gone?.Dispose();
    }

    /// <summary>Fires when even answers have to end.</summary>
    private CancellationToken Gone()
    {
        if (_lender is not null) return _lender.Gone();
        if (IsAnswer) return Ended;
        var gone = Volatile.Read(ref _gone);
        if (gone is null)
        {
            var made = new CancellationTokenSource();
            gone = Interlocked.CompareExchange(ref _gone, made, null) ?? made;
        }

        if (Volatile.Read(ref _isGone) != 0) Fire(gone); // it ended in between, and did not see this one
        return gone.Token;
    }

    private static void Fire(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at the same moment.
        }
    }
}
