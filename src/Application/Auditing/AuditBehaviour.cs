using System.Globalization;
using FluentValidation;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Telemetry;
using McpService.Application.Upstream;
using McpService.Domain;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Auditing;

/// <summary>Writes the trail around the handlers of <see cref="IAuditedRequest"/>, and measures the calls among them; others pass untouched.</summary>
internal sealed class AuditBehaviour<TRequest, TResponse>(IAuditTrail trail, AuditEntries entries, ICallTelemetry telemetry, ICallContext context, TimeProvider time)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not IAuditedRequest { Style: not AuditStyle.None } audited) return await next();

        var started = time.GetTimestamp();
        var row = entries.Begin(audited, trail);
        if (audited.Style == AuditStyle.Call) await trail.RecordAsync(row.Intent(), cancellationToken);

        var measurement = request is IMeasuredCall call ? telemetry.Begin(call, context) : null;
        try
        {
            var response = await next();
            if (response is McpReply reply) reply.OnEnded(End);
            else if (audited.Style != AuditStyle.Change) End(OutcomeOf(response), null);
            return response;
        }
        catch (Exception failure)
        {
            End(OutcomeOf(failure, audited.Style), CodeOf(failure));
            throw;
        }

        void End(AuditOutcome outcome, string? code)
        {
            trail.Enqueue(row.Outcome(outcome, code, time.GetElapsedTime(started)));
            measurement?.Ended(outcome, code);
        }
    }

    private static AuditOutcome OutcomeOf(TResponse response) =>
        response is ToolResult { IsError: true } ? AuditOutcome.ToolError : AuditOutcome.Success;

    private static AuditOutcome OutcomeOf(Exception failure, AuditStyle style) => failure switch
    {
        UpstreamException upstream => upstream.Failure.Audit,
        McpException => AuditOutcome.NotSent,
        OperationCanceledException => AuditOutcome.Cancelled,
        _ => style == AuditStyle.Call ? AuditOutcome.Unknown : AuditOutcome.Refused,
    };

    private static string? CodeOf(Exception failure) => failure switch
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
