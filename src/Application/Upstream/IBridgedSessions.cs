using McpService.Application.Errors;

namespace McpService.Application.Upstream;

/// <summary>Rows of sessions that the gateway plays before an upstream without sessions, so that any replica serves the next request.</summary>
/// <remarks>Every method throws <see cref="UnavailableException"/> while the database is away.</remarks>
public interface IBridgedSessions
{
    /// <summary>Other replicas may hold what a message is about.</summary>
    bool IsShared { get; }

    /// <summary>What changed in the session so far.</summary>
    Task<BridgedState> FindAsync(string session, CancellationToken cancellationToken);

    /// <summary>A number for each of the sessions that changed at all; another one where it changed again.</summary>
    Task<IReadOnlyDictionary<string, int>> VersionsAsync(IReadOnlyCollection<string> open, CancellationToken cancellationToken);

    /// <summary>Changes it, and tells the replica that streams to its client.</summary>
    /// <param name="session">Its id.</param>
    /// <param name="endsAt">When the row may go.</param>
    /// <param name="change">May be called again where somebody else was faster.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ChangeAsync(string session, DateTimeOffset endsAt, Func<BridgedState, BridgedState> change, CancellationToken cancellationToken);

    /// <summary>Leaves a message for the replica that holds the call, and tells it. A second one of the same name is dropped.</summary>
    Task PutAsync(BridgedMail mail, CancellationToken cancellationToken);

    /// <summary>What lies there for these sessions.</summary>
    Task<IReadOnlyList<BridgedMail>> ListAsync(IReadOnlyCollection<string> sessions, CancellationToken cancellationToken);

    /// <summary>Takes a message; false where somebody else has.</summary>
    Task<bool> TakeAsync(BridgedMail mail, CancellationToken cancellationToken);
}
