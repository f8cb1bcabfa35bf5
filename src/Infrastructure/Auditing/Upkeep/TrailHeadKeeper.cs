using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Writing;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Auditing.Upkeep;

/// <summary>
/// Lets each chain say how far the others have come, and the log how far these have: the end of a chain can be cut no further back than to a head
/// that stands elsewhere.
/// </summary>
internal sealed partial class TrailHeadKeeper(WriterRegister register, TrailWriter writer, TrailCommits commits, ChangeTrail changes, ILogger<TrailHeadKeeper> logger)
{
    private readonly Dictionary<(long Me, long Other), long> _known = [];
    private readonly Dictionary<long, long> _logged = [];

    public async Task MakeKnownAsync(CancellationToken cancellationToken)
    {
        if (commits.Head is { Sequence: > 0 } calls && await MovedAsync(calls.Writer, cancellationToken) is { Count: > 0 } moved)
        {
            commits.Adopt(moved);
            await writer.CommitAsync();
        }

        if (changes.Head is { Sequence: > 0 } mine) await changes.AdoptAsync(await MovedAsync(mine.Writer, cancellationToken), cancellationToken);
        foreach (var head in new[] { commits.Head, changes.Head }.OfType<TrailHead>()) Log(head);
    }

    private async Task<List<TrailHead>> MovedAsync(long me, CancellationToken cancellationToken)
    {
        var moved = (await register.MovedHeadsAsync(me, cancellationToken)).FindAll(h => _known.GetValueOrDefault((me, h.Writer)) < h.Sequence);
        foreach (var head in moved) _known[(me, head.Writer)] = head.Sequence;
        return moved;
    }

    private void Log(TrailHead head)
    {
        if (head.Sequence == _logged.GetValueOrDefault(head.Writer)) return;
        _logged[head.Writer] = head.Sequence;
        Head(head.Writer, head.Sequence, Convert.ToHexStringLower(head.Mac));
    }

    [LoggerMessage(2133, LogLevel.Information, "audit head {Writer} {Sequence} {Mac}")]
    private partial void Head(long writer, long sequence, string mac);
}
