using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>Finds out what became of a commit whose answer was lost, before the next one. For one caller at a time.</summary>
internal sealed partial class TrailSettling(TrailChain chain, ITrailStore store, CommitLimit limit, ILogger logger)
{
    private bool _isSettled = true;

    /// <summary>An answer was lost.</summary>
    public void Distrust() => _isSettled = false;

    /// <summary>The chain goes on from where the database says it is.</summary>
    /// <returns>Rows of a batch that is not there and will not be written as it was: they go into another one. Null for none.</returns>
    public async Task<TrailPiece?> SettleAsync()
    {
        var again = _isSettled || chain.Head is not { } head ? null : await SettleAsync(head);
        _isSettled = true;
        return again;
    }

    private async Task<TrailPiece?> SettleAsync(TrailHead head)
    {
        var last = await LastAsync(head);
        if (chain.Unsettled is { } unsettled && Is(last, head)) return await RewriteAsync(head, unsettled);
        return Follow(last, head);
    }

    private async Task<TrailPiece?> RewriteAsync(TrailHead head, SealedPiece unsettled)
    {
        try
        {
            return await chain.WriteUnsettledAsync() ? null : new TrailPiece(unsettled.Intents, unsettled.Ended);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseFailure.IsAway(failure))
        {
            // A server that hung may have carried out the first attempt meanwhile, which is then what the second one ran into.
            chain.Restore(unsettled);
            return Follow(await LastAsync(head), head);
        }
    }

    private TrailPiece? Follow(TrailHead last, TrailHead head)
    {
        if (!IsUnsettled(last)) return Is(last, head) ? chain.Withdraw() : Lose(head, last.Sequence);
        chain.Committed();
        return null;
    }

    /// <summary>The database is behind what it said was committed: the new chain says what is missing.</summary>
    private TrailPiece? Lose(TrailHead head, long reached)
    {
        LostAtFailover(head.Writer, head.Sequence, reached);

        // Not closed: whoever finds it in a minute concludes what it left open.
        chain.Leave();
        chain.Adopt([head with { IsLost = true }]);
        return chain.Withdraw();
    }

    private bool IsUnsettled(TrailHead last) => chain.Unsettled is { Batch: var batch } && last.Sequence == batch.Sequence && last.Mac.AsSpan().SequenceEqual(batch.Mac);

    private async Task<TrailHead> LastAsync(TrailHead head) => await limit.RunAsync(ct => store.LastAsync(head.Writer, ct)) ?? new TrailHead(head.Writer, 0, []);

    private static bool Is(TrailHead last, TrailHead head) => last.Sequence == head.Sequence && last.Mac.AsSpan().SequenceEqual(head.Mac);

    [LoggerMessage(2118, LogLevel.Error, "The database lost what it had committed: writer {Writer} had come to batch {Sequence}, and it has {Reached}.")]
    private partial void LostAtFailover(long writer, long sequence, long reached);
}
