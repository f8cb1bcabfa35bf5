using McpService.Application.Upstream;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Takes what other replicas left for the calls and streams that are open here.</summary>
internal sealed class BridgedDelivery(IBridgedSessions sessions, BridgedMailbox mailbox, OpenQuestions questions, BridgedCalls calls, SessionWatches watches)
{
    private readonly Dictionary<string, int> _versions = [];
    private TaskCompletionSource _told = New();

    /// <summary>Something was left, or changed, for a session.</summary>
    public void Tell(string session)
    {
        watches.Changed(session);
        Interlocked.Exchange(ref _told, New()).TrySetResult();
    }

    /// <summary>What is told from now on; taken before the look, it misses nothing.</summary>
    public Task Told => Volatile.Read(ref _told).Task;

    /// <summary>Looks once, and delivers what there is.</summary>
    public async Task DeliverAsync(CancellationToken cancellationToken)
    {
        string[] waiting = [.. calls.Sessions.Concat(questions.Sessions).Distinct(StringComparer.Ordinal)];
        if (waiting.Length > 0)
        {
            foreach (var mail in await sessions.ListAsync(waiting, cancellationToken)) await DeliverAsync(mail, cancellationToken);
        }

        await LookAtStreamsAsync(cancellationToken);
    }

    private async Task DeliverAsync(BridgedMail mail, CancellationToken cancellationToken)
    {
        if (mailbox.Open(mail) is not { } message) return;
        var isOurs = mail.Name.StartsWith(BridgedMailbox.Answer, StringComparison.Ordinal)
            ? questions.TryAnswer(mail.Session, mail.Name[BridgedMailbox.Answer.Length..], message)
            : calls.TryCancel(mail.Session, message);
        if (isOurs) await sessions.TakeAsync(mail, cancellationToken);
    }

    /// <summary>A change whose notification was lost.</summary>
    private async Task LookAtStreamsAsync(CancellationToken cancellationToken)
    {
        var open = watches.Sessions;
        foreach (var gone in _versions.Keys.Except(open).ToList()) _versions.Remove(gone);
        if (open.Count == 0) return;
        foreach (var (session, version) in await sessions.VersionsAsync(open, cancellationToken))
        {
            if (_versions.TryGetValue(session, out var known) && known == version) continue;
            _versions[session] = version;
            watches.Changed(session);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
