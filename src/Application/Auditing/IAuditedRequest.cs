using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Application.Mcp;
using McpService.Domain.Auditing;

namespace McpService.Application.Auditing;

/// <summary>A request that leaves a trace in the audit trail.</summary>
public interface IAuditedRequest
{
    AuditAction Action { get; }

    AuditStyle Style { get; }

    /// <summary>
    /// Whether a failure tells something of a known caller, or of a change that may have been made. A wrong key of nobody, and what came too often, is only counted, where
    /// requests are answered.
    /// </summary>
    bool IsWorthAnEntry(Exception failure) => failure is not (UnavailableException { Outcome: CallOutcome.NotSent } or TooManyIdempotencyKeysException);
}

/// <summary>An upstream call; its trace has an intent and an outcome.</summary>
public interface IAuditedCall : IAuditedRequest
{
    /// <summary>The tool as the caller named it, or null where none is.</summary>
    string? Tool { get; }

    /// <summary>The tool's full name, once it is found out; null where the name as given is all there is.</summary>
    string? FullTool => null;

    /// <summary>The account of the caller's <c>Idempotency-Key</c>; null where the call has none.</summary>
    KeyedCall? Keyed => null;

    /// <summary>The call's arguments as UTF-8 JSON; only a keyed hash of them is kept.</summary>
    ReadOnlyMemory<byte> Arguments { get; }

    /// <summary>The parked call it goes on with, whose intent is durable; null where it begins one.</summary>
    ContinuedCall? GoOn(IRequestStates states) => null;

    /// <summary>The call's intent is durable.</summary>
    /// <param name="entry">What the trail has of it.</param>
    void Begun(AuditEntry entry)
    {
    }

    /// <summary>It asks to be told of things for as long as it stays open, and is no work under way.</summary>
    bool IsSubscription => false;

    AuditStyle IAuditedRequest.Style => AuditStyle.Call;
}

/// <summary>Who writes the rows of a request.</summary>
public enum AuditStyle
{
    /// <summary>One row after the fact, whether it succeeded or not: a token was asked for.</summary>
    Event,

    /// <summary>The repository writes the row with the change, in one transaction; the behaviour tells of refusals only.</summary>
    Change,

    /// <summary>An intent before the upstream is contacted, an outcome after.</summary>
    Call,

    /// <summary>No rows: not a call, only part of one, such as a notification.</summary>
    None,
}
