using System.Globalization;
using FluentValidation;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Domain;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Auditing;

/// <summary>Writes the trail around the handlers of <see cref="IAuditedRequest"/>; others pass untouched.</summary>
internal sealed class AuditBehaviour<TRequest, TResponse>(IAuditTrail trail, AuditEntries entries, TimeProvider time)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not IAuditedRequest { Style: not AuditStyle.None } audited) return await next();

        var started = time.GetTimestamp();
        var row = entries.Begin(audited, trail);
        if (audited.Style == AuditStyle.Call) await trail.RecordAsync(row.Intent(), cancellationToken);

        try
        {
            var response = await next();
            if (response is McpReply reply) reply.OnEnded((outcome, code) => trail.Enqueue(row.Outcome(outcome, code, time.GetElapsedTime(started))));
            else if (audited.Style != AuditStyle.Change) trail.Enqueue(row.Outcome(OutcomeOf(response), null, time.GetElapsedTime(started)));
            return response;
        }
        catch (Exception failure)
        {
            trail.Enqueue(row.Outcome(OutcomeOf(failure, audited.Style), CodeOf(failure), time.GetElapsedTime(started)));
            throw;
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
