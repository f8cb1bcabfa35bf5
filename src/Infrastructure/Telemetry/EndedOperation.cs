using McpService.Domain.Auditing;

namespace McpService.Infrastructure.Telemetry;

/// <summary>An operation that has ended, as metrics are told of it.</summary>
/// <param name="Operation">What it was.</param>
/// <param name="Tool">Full name of the tool; null for what is no call of a tool.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="ErrorType">JSON-RPC code, a code of the gateway, or <c>tool_error</c>; null for a success.</param>
/// <param name="Elapsed">From the request to the end of its answer.</param>
internal readonly record struct EndedOperation(Operation Operation, string? Tool, AuditOutcome Outcome, string? ErrorType, TimeSpan Elapsed)
{
    /// <summary>What the conventions call <c>error.type</c>: the code where there is one, else the outcome.</summary>
    public static string? ErrorTypeOf(AuditOutcome outcome, string? code) => outcome switch
    {
        AuditOutcome.Success => null,
        AuditOutcome.ToolError => "tool_error",
        _ when code is not null => code,
        AuditOutcome.RpcError => "rpc_error",
        AuditOutcome.Cancelled => "cancelled",
        AuditOutcome.Failed => "failed",
        AuditOutcome.NotSent => "not_sent",
        AuditOutcome.Refused => "refused",
        AuditOutcome.AuthFailed => "upstream_auth_failed",
        AuditOutcome.Throttled => "upstream_rate_limited",
        _ => "unknown",
    };
}
