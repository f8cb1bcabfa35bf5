using System.Collections.Concurrent;
using McpService.Application.Auditing;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Mcp.Dialogues;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Persistence.ParkedCalls;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Parked;

/// <summary>
/// Calls that wait for their clients' answers. Each has a row that all replicas see; the process that parked it holds the upstream's stream meanwhile, since not every server can be resumed,
/// and lets go of it for a replica that gets the answer.
/// </summary>
internal sealed class ParkedCalls(
    ParkedCallTable table, RequestStates states, SealedText texts, DialogueSessions sessions, ITenantDirectory tenants, IAuditTrail trail, IOptions<UpstreamOptions> options, TimeProvider time)
{
    // How long the process that holds a stream may take to hear that another one has the answer. One that is gone holds nothing.
    private static readonly TimeSpan LetGoLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LetGoLook = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<Guid, Dialogue> _held = new();

    /// <summary>This process among those that hold calls.</summary>
    public string Me { get; } = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <summary>Calls whose streams are held here.</summary>
    public ICollection<Guid> Held => _held.Keys;

    /// <summary>A call was parked or taken here since the process began.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Parks a call with the questions that are open. The row is durable when this returns.</summary>
    /// <returns>The state for its client.</returns>
    /// <exception cref="UpstreamException">It asks too often, its tenant has too many, or the row cannot be written: the call cannot wait.</exception>
    public async Task<string> ParkAsync(Dialogue dialogue, McpExchange exchange, CancellationToken cancellationToken)
    {
        var entry = exchange.Continued?.Entry ?? exchange.Entry ?? throw new InvalidOperationException("What asks its client is an audited call.");
        if (dialogue.Round >= options.Value.InputMaxRounds) throw new UpstreamException(UpstreamFailure.TooManyQuestions);

        dialogue.Round++;
        IsUsed = true;
        var (target, lifetime, place) = (dialogue.At.Target, TimeSpan.FromSeconds(options.Value.InputTimeoutSeconds), CallPlace.Of(dialogue));
        var endsAt = time.GetUtcNow() + lifetime;
        _held[entry.Id] = dialogue;
        try
        {
            var row = new ParkedCall(
                entry.Id, target.TenantRef, target.Credential.Version, Intents.Write(new ByteSink(), [entry]), place.Seal(texts, entry.Id), dialogue.Round, Me, IsHeld: true, place.IsResumable);
            if (await table.ParkAsync(row, lifetime, options.Value.ParkedCallsPerTenant, cancellationToken)) return states.Seal(entry.Id, dialogue.Round, endsAt, target, exchange.Message!);
            throw new UpstreamException(UpstreamFailure.TooManyParked);
        }
        catch (UnavailableException away)
        {
            _held.TryRemove(entry.Id, out _);
            throw new UpstreamException(UpstreamFailure.NotParked, inner: away);
        }
        catch
        {
            _held.TryRemove(entry.Id, out _);
            throw;
        }
    }

    /// <summary>Takes a call from where it is parked; from then on it is this exchange's to end.</summary>
    /// <exception cref="McpException">Another request has it, or it is over.</exception>
    /// <exception cref="UpstreamException">The process that holds its stream is another one, and nobody else can go on with it.</exception>
    public async Task<Dialogue> TakeAsync(UpstreamTarget target, McpExchange exchange, CancellationToken cancellationToken)
    {
        var (message, continued) = (exchange.Message!, exchange.Continued!);
        var row = await table.FindAsync(continued.Id, continued.Round, cancellationToken) ?? throw RequestStates.Refused(message);
        if (row.Holder != Me && !row.IsResumable) throw new UpstreamException(UpstreamFailure.HeldElsewhere);
        if (!await table.TakeAsync(row, Me, cancellationToken)) throw RequestStates.Refused(message);

        (continued.Entry, IsUsed) = (EntryOf(row), true);
        return _held.TryRemove(row.Id, out var held) ? held : await ResumeAsync(row, target, cancellationToken);
    }

    /// <summary>Another process goes on with a call: it cannot where its stream is open here.</summary>
    public async Task LetGoAsync(Guid call, CancellationToken cancellationToken)
    {
        if (_held.TryRemove(call, out var dialogue)) await AbandonAsync(dialogue);
        await table.LetGoAsync(call, cancellationToken);
    }

    /// <summary>Ends a call that nobody goes on with: the upstream is told, as far as it can be, and the trail.</summary>
    /// <param name="row">The call, where it waits.</param>
    /// <param name="code">Why, for the trail.</param>
    /// <param name="cancellationToken">Of the work.</param>
    public async Task EndAsync(ParkedCall row, string code, CancellationToken cancellationToken)
    {
        if (!await table.TakeAsync(row, Me, cancellationToken)) return;

        var entry = EntryOf(row);
        entry.Conclude(AuditOutcome.Cancelled, code, time.GetUtcNow() - entry.At);
        trail.Reopen(entry).Close();
        if (_held.TryRemove(row.Id, out var held)) await StopAsync(held);
        else if (CallPlace.Unseal(texts, row.Place, row.Id) is { SessionId: { } id } place) await StopElsewhereAsync(row, id, place, cancellationToken);
    }

    /// <summary>The process ends: what others can go on with is left to them, and the rest is over.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        foreach (var row in (await table.WaitingAsync(cancellationToken)).Where(r => r.Holder == Me))
        {
            if (!row.IsResumable) await EndAsync(row, "shutdown", cancellationToken);
            else if (_held.TryRemove(row.Id, out var held)) await AbandonAsync(held);
        }

        await table.LetGoAllAsync(Me, cancellationToken);
    }

    /// <summary>Nobody knows what became of a call that went on in a process that is gone.</summary>
    public async Task CloseOrphanAsync(ParkedCall row, string code, CancellationToken cancellationToken)
    {
        if (!await table.TakeOrphanAsync(row, Me, cancellationToken)) return;
        var entry = EntryOf(row);
        entry.Conclude(AuditOutcome.Unknown, code, duration: null);
        trail.Reopen(entry).Close();
    }

    /// <summary>A call is over that was under way here: its session can have another, or is closed.</summary>
    public async Task EndAsync(Dialogue dialogue)
    {
        if (await dialogue.TryEndAsync()) sessions.Return(dialogue.At);
    }

    /// <summary>A call is given up: the upstream is told to stop.</summary>
    public Task StopAsync(Dialogue dialogue)
    {
        dialogue.Cancel();
        return EndAsync(dialogue);
    }

    private async Task AbandonAsync(Dialogue dialogue)
    {
        if (await dialogue.TryEndAsync()) await sessions.AbandonAsync(dialogue.At);
    }

    private async Task<Dialogue> ResumeAsync(ParkedCall row, UpstreamTarget target, CancellationToken cancellationToken)
    {
        if (CallPlace.Unseal(texts, row.Place, row.Id) is not { IsResumable: true } place) throw new UpstreamException(UpstreamFailure.Disconnected);

        for (var since = time.GetTimestamp(); await table.IsHeldAsync(row.Id, cancellationToken) && time.GetElapsedTime(since) < LetGoLimit;)
            await Task.Delay(LetGoLook, time, cancellationToken);

        var session = await sessions.AttachAsync(target, place.SessionId!, place.Revision, place.Declared, place.LastAsideId, cancellationToken);
        var dialogue = new Dialogue(session, place.QuotedId, time);
        dialogue.Resume(place.LastEventId!, place.LastAsideId, place.Open, place.Asked, row.Round);
        return dialogue;
    }

    /// <remarks>Without the credential that the session runs with nobody but its holder can end it.</remarks>
    private async Task StopElsewhereAsync(ParkedCall row, string sessionId, CallPlace place, CancellationToken cancellationToken)
    {
        if (await tenants.FindByTenantIdAsync(place.TenantId, cancellationToken) is not { Credential: { } credential, Status: TenantStatus.Active } tenant || credential.Version != row.CredentialVersion) return;
        try
        {
            var session = await sessions.AttachAsync(UpstreamTarget.Of(tenant), sessionId, place.Revision, place.Declared, place.LastAsideId, cancellationToken);
            await StopAsync(new Dialogue(session, place.QuotedId, time));
        }
        catch (UpstreamException)
        {
            // The upstream is away, or full: what waits there ends at a limit of its own.
        }
    }

    private static AuditEntry EntryOf(ParkedCall row) => Intents.Read(row.Intent)[0];
}
