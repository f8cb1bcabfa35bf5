using System.Globalization;
using FluentValidation;
using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain;
using McpService.Domain.Auditing;

namespace McpService.Application.Auditing;

/// <summary>What failures are to the trail.</summary>
internal sealed class AuditOutcomes(DrainState drain)
{
    /// <summary>What the trail says of an act that failed.</summary>
    public AuditOutcome Of(Exception failure, AuditStyle style) => failure switch
    {
        UpstreamException upstream => upstream.Failure.Audit,
        McpException => AuditOutcome.NotSent,
        OperationCanceledException when drain.IsOver => AuditOutcome.Unknown, // nobody left: it was cut off, and may have run
        OperationCanceledException => AuditOutcome.Cancelled,
        UnavailableException { Outcome: CallOutcome.Unknown } => AuditOutcome.Unknown,
        _ => style == AuditStyle.Call ? AuditOutcome.Unknown : AuditOutcome.Refused,
    };

    /// <summary>Error code of a failure; null for one that has none.</summary>
    public static string? CodeOf(Exception failure) => failure switch
    {
        UpstreamException upstream => upstream.Failure.Code,
        GatewayException gateway => gateway.Code,
        ConflictException conflict => conflict.Code,
        McpException mcp => mcp.Code.ToString(CultureInfo.InvariantCulture),
        ValidationException => "validation_failed",
        OperationCanceledException => null,
        _ => "internal_error",
    };
}
