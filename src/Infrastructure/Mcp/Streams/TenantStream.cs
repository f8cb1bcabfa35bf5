using McpService.Application.Mcp;

namespace McpService.Infrastructure.Mcp.Streams;

/// <summary>One open stream.</summary>
internal sealed class TenantStream : IStreamPlace
{
    private readonly CancellationTokenSource _leaving = new(); // the process is on its way out: what only waits ends
    private readonly CancellationTokenSource _gone = new(); // and now everything does
    private readonly TenantStreams? _owner;
    private readonly TenantStream? _lender;
    private readonly StreamHolder _holder;

    /// <param name="owner">Where it is counted.</param>
    /// <param name="holder">Whose it is.</param>
    /// <param name="isAnswer">It answers a request and then ends.</param>
    /// <param name="openedAt">Timestamp.</param>
    public TenantStream(TenantStreams owner, StreamHolder holder, bool isAnswer, long openedAt)
    {
        (_owner, _holder, IsAnswer, OpenedAt) = (owner, holder, isAnswer, openedAt);
        (Ended, Gone) = (isAnswer ? _gone.Token : _leaving.Token, _gone.Token);
    }

    private TenantStream(TenantStream lender, bool isAnswer) =>
        (_lender, _holder, IsAnswer, OpenedAt, Ended, Gone) = (lender, lender._holder, isAnswer, lender.OpenedAt, isAnswer ? lender.Gone : lender.Ended, lender.Gone);

    public Guid TenantRef => _holder.TenantRef;

    public bool IsAnswer { get; }

    public long OpenedAt { get; }

    public CancellationToken Ended { get; }

    public bool MayComeBack => (_lender ?? this).Ended.IsCancellationRequested && !Gone.IsCancellationRequested;

    private CancellationToken Gone { get; }

    /// <summary>The same stream for one of the things that go out on it; disposing that leaves the stream open.</summary>
    public TenantStream Lend(bool isAnswer) => new(this, isAnswer);

    /// <summary>What it hangs on is gone.</summary>
    public bool IsOver(TenantAccess? current, DateTimeOffset now) =>
        current is null
        || (_holder.ApiKeyId is { } keyId && !current.ApiKeyIds.Contains(keyId))
        || (!IsAnswer && (_holder.Key != current.Key || now >= _holder.EndsAt));

    public void End()
    {
        Fire(_gone);
        Fire(_leaving);
    }

    /// <summary>Ends it for as far as it only waits for news.</summary>
    public void Leave() => Fire(_leaving);

    public void Dispose()
    {
        _owner?.Remove(this);
        _leaving.Dispose();
        _gone.Dispose();
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
