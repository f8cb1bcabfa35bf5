using McpService.Application.Errors;
using McpService.Domain.Auditing;

namespace McpService.Application.Circuits;

/// <summary>Judges the upstream by how a call ended.</summary>
internal static class CircuitVerdicts
{
    private static readonly HashSet<string> Bad =
    [
        UpstreamFailure.Unreachable.Code, UpstreamFailure.ConnectTimeout.Code, UpstreamFailure.Timeout.Code, UpstreamFailure.Error.Code,
        UpstreamFailure.InvalidResponse.Code, UpstreamFailure.ProtocolError.Code, UpstreamFailure.Disconnected.Code,
    ];

    // A tool that does not exist is known from a list of before; the rest is the gateway's own.
    private static readonly HashSet<string> Unasked =
    [
        UpstreamFailure.ToolNotFound.Code, UpstreamFailure.ToolAmbiguous.Code, UpstreamFailure.CredentialExpired.Code, UpstreamFailure.CredentialUnavailable.Code,
        UpstreamFailure.Overloaded.Code,
    ];

    /// <summary>A call that failed before it had an answer.</summary>
    public static CircuitVerdict Of(Exception failure) => failure is UpstreamException { Failure.Code: var code } ? OfCode(code) : CircuitVerdict.None;

    /// <summary>An answer that came to its end, or did not.</summary>
    public static CircuitVerdict Of(AuditOutcome outcome, string? code) => outcome switch
    {
        AuditOutcome.Cancelled or AuditOutcome.Refused => CircuitVerdict.None,
        _ when code is not null => OfCode(code),
        AuditOutcome.Unknown or AuditOutcome.NotSent => CircuitVerdict.None,
        _ => CircuitVerdict.Good,
    };

    /// <summary>What a call says of connecting alone; whatever came back, it was reached.</summary>
    public static CircuitVerdict OfConnecting(CircuitVerdict verdict, string? code) =>
        code == UpstreamFailure.Unreachable.Code || code == UpstreamFailure.ConnectTimeout.Code ? CircuitVerdict.Bad : verdict == CircuitVerdict.None ? CircuitVerdict.None : CircuitVerdict.Good;

    private static CircuitVerdict OfCode(string code) => Bad.Contains(code) ? CircuitVerdict.Bad : Unasked.Contains(code) ? CircuitVerdict.None : CircuitVerdict.Good;
}
