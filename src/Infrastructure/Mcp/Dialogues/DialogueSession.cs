using McpService.Application;
using McpService.Application.Memory;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Dialogues;

/// <summary>
/// A session on which the upstream may ask its client something. One call at a time has it, so that a question on any of its streams is of that call; what an upstream asks without being
/// waited for spoils it for the next.
/// </summary>
internal sealed class DialogueSession(UpstreamSession session, UpstreamTarget target, DeclaredCapabilities declared, MemoryBudget budget, TimeProvider time) : IAsyncDisposable
{
    // Servers say at once that they listen, but for those that say nothing before there is something.
    private static readonly TimeSpan ListeningLimit = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ends = new();
    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _openedAt = time.GetTimestamp();
    private volatile DialogueInbox? _call;
    private Task _listening = Task.CompletedTask;

    public UpstreamSession Session => session;

    public UpstreamTarget Target => target;

    public DeclaredCapabilities Declared => declared;

    public MemoryBudget Budget => budget;

    public CancellationToken Ended => _ends.Token;

    public TimeSpan Age => time.GetElapsedTime(_openedAt);

    /// <summary>Calls made on it.</summary>
    public int Calls { get; private set; }

    /// <summary>Timestamp of the end of its last call.</summary>
    public long IdleSince { get; set; }

    /// <summary>It cannot have another call.</summary>
    public bool IsSpoiled { get; set; }

    /// <summary>Id of the request that the upstream is told to stop with before the session ends; null for none.</summary>
    public byte[]? CancelledId { get; set; }

    /// <summary>The session's own stream: opened, or that it is not to be had. Servers may ask there, whatever call they ask for.</summary>
    /// <param name="lastEventId">Where another process has read to, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ListenAsync(string? lastEventId, CancellationToken cancellationToken)
    {
        _listening = Task.Run(() => ReadAsync(lastEventId), CancellationToken.None);
        try
        {
            await _listens.Task.WaitAsync(ListeningLimit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It says so with the first that it has to say.
        }
    }

    /// <summary>From now on what is said is said to this call.</summary>
    public DialogueInbox BeginCall()
    {
        Calls++;
        return _call = new DialogueInbox(time);
    }

    /// <summary>The call has its answer, or does not wait for one.</summary>
    public void EndCall()
    {
        var call = _call;
        _call = null;
        foreach (var said in call?.Rest() ?? [])
        {
            using (said) IsSpoiled |= said.Message is { } message && !IsNews(message.Memory);
        }
    }

    /// <summary>No more is read. What is at the upstream stays there.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        EndCall();
        await _listening;
        _ends.Dispose();
    }

    private async Task ReadAsync(string? lastEventId)
    {
        try
        {
            using var response = lastEventId is null ? await session.ListenAsync(_ends.Token) : null;
            if (response is { IsSuccess: false } or { IsEventStream: false }) return; // it has none (405), and asks on the calls' streams

            _listens.TrySetResult();
            using var events = response is null
                ? new EventStreamReader(await session.Resume!(lastEventId!, TimeSpan.Zero, _ends.Token), Bounds.Answer, session.Resume, budget, mayBeSilent: true)
                : response.OpenEvents(Bounds.Answer, session.Resume, mayBeSilent: true);
            while (await events.ReadAsync(_ends.Token))
            {
                if (events.IsMessage && !events.Data.IsEmpty) await DeliverAsync(new Said(events.TakeData(), IsAside: true, events.LastEventId));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or HttpRequestException or Application.Errors.UpstreamException)
        {
            // What is said here from now on is not heard. A call that waits for it ends at its own limit.
        }
        finally
        {
            _listens.TrySetResult();
        }
    }

    private async Task DeliverAsync(Said said)
    {
        if (_call is { } call && await call.TryAddAsync(said, _ends.Token)) return;
        using (said) IsSpoiled |= !IsNews(said.Message!.Memory);
    }

    private bool IsNews(ReadOnlyMemory<byte> message)
    {
        if (message.IsEmpty) return true;
        var said = JsonRpcMessage.Parse(message.Span);
        if (said.Kind == JsonRpcKind.Request) session.AnswerUpstream(message, said);
        return said.Kind == JsonRpcKind.Notification || said.Method == Application.Mcp.McpMethods.Ping;
    }
}
