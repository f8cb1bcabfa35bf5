using System.Globalization;
using FluentValidation;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Application.Mcp;
using McpService.Application.Telemetry;
using McpService.Application.Upstream;
using McpService.Domain;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Auditing;

/// <summary>Writes the trail around the handlers of <see cref="IAuditedRequest"/>, and measures the calls among them; others pass untouched.</summary>
internal sealed class AuditBehaviour<TRequest, TResponse>(IAuditTrail trail, AuditEntries entries, ICallTelemetry telemetry, ICallContext context, IRequestStates states, DrainState drain)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) => request switch
    {
        IAuditedCall { Style: AuditStyle.Call } call => CallAsync(call, next, cancellationToken),
        IAuditedRequest { Style: AuditStyle.Event or AuditStyle.Change } audited => ActAsync(audited, next),
        _ => next(),
    };

    private async Task<TResponse> CallAsync(IAuditedCall call, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        if (call.GoOn(states) is { } continued) return await ContinueAsync(call, continued, next);

        var entry = entries.Begin(call.Action);
        entry.Tool = call.Tool;
        entry.BytesIn = call.Arguments.Length;
        if (!call.Arguments.IsEmpty) entry.ArgumentsHash = trail.HashArguments(call.Arguments.Span);

        var (keyed, open) = (call.Keyed, await trail.BeginAsync(entry, call.Keyed, cancellationToken));
        if (keyed is { IsTaken: true })
        {
            entries.Conclude(entry, AuditOutcome.Replayed, code: null);
            open.Close();
            throw new IdempotencyKeyTakenException();
        }

        var measurement = call is IMeasuredCall measured ? telemetry.Begin(measured, context) : null;
        call.Begun(entry);
        try
        {
            var response = await next();
            if (response is McpReply reply) reply.OnEnded((outcome, code) => EndReply(reply, outcome, code));
            else End(OutcomeOf(response), null, response is ToolResult result ? result.Json.Length : null);
            return response;
        }
        catch (Exception failure)
        {
            if (failure is UpstreamException { Failure.Outcome: CallOutcome.Failed }) keyed?.Refused();
            End(OutcomeOf(failure, AuditStyle.Call), CodeOf(failure), null);
            throw;
        }

        void EndReply(McpReply reply, AuditOutcome outcome, string? code)
        {
            if (!reply.IsParked)
            {
                End(outcome, code, reply.BytesSent);
                return;
            }

            keyed?.Conclude(AuditOutcome.Success); // a repetition is asked the same again
            open.Park();
            measurement?.Ended(outcome, code);
        }

        void End(AuditOutcome outcome, string? code, long? bytesOut)
        {
            // What the caller typed is one thing, which tool was meant another.
            if (call.FullTool is { } full && full != entry.Tool) (entry.Tool, entry.ToolAsked) = (full, entry.Tool);
            entry.BytesOut = bytesOut;
            entries.Conclude(entry, outcome, code);
            keyed?.Conclude(outcome);
            open.Close();
            measurement?.Ended(outcome, code);
        }
    }

    /// <summary>
    /// A call that was parked goes on. Its intent is durable since it began, and whoever sees its end writes its entry; a request that does not get it, because another one has, is an act of its own.
    /// </summary>
    private async Task<TResponse> ContinueAsync(IAuditedCall call, ContinuedCall continued, RequestHandlerDelegate<TResponse> next)
    {
        var entry = entries.Begin(call.Action);
        entry.Tool = call.Tool;
        var measurement = call is IMeasuredCall measured ? telemetry.Begin(measured, context) : null;
        try
        {
            var response = await next();
            if (response is McpReply reply) reply.OnEnded((outcome, code) => End(reply.IsParked, outcome, code, reply.BytesSent));
            return response;
        }
        catch (Exception failure)
        {
            End(isParked: false, OutcomeOf(failure, AuditStyle.Call), CodeOf(failure), null);
            throw;
        }

        void End(bool isParked, AuditOutcome outcome, string? code, long? bytesOut)
        {
            measurement?.Ended(outcome, code);
            if (continued.Entry is not { } taken)
            {
                Record(entry, outcome, code);
            }
            else if (!isParked)
            {
                taken.BytesOut = bytesOut;
                entries.ConcludeParked(taken, outcome, code);
                trail.Reopen(taken).Close();
            }
        }
    }

    /// <summary>One entry after the fact: for a change only where it was not made by this request, since the repository writes the other with the change.</summary>
    private async Task<TResponse> ActAsync(IAuditedRequest audited, RequestHandlerDelegate<TResponse> next)
    {
        var entry = entries.Begin(audited.Action);
        TResponse response;
        try
        {
            response = await next();
        }
        catch (Exception failure)
        {
            // A change whose commit is in doubt may have its entry already: what is known of it here is another.
            if (failure is UnavailableException { Outcome: CallOutcome.Unknown }) entry = entries.Begin(audited.Action);
            if (audited.IsWorthAnEntry(failure)) Record(entry, OutcomeOf(failure, audited.Style), CodeOf(failure));
            throw;
        }

        if (audited.Style == AuditStyle.Event) Record(entry, AuditOutcome.Success, null);
        else if (entry.Outcome == AuditOutcome.Replayed) trail.Record(entry);
        return response;
    }

    private void Record(AuditEntry entry, AuditOutcome outcome, string? code)
    {
        entries.Conclude(entry, outcome, code);
        trail.Record(entry);
    }

    private static AuditOutcome OutcomeOf(TResponse response) =>
        response is ToolResult { IsError: true } ? AuditOutcome.ToolError : AuditOutcome.Success;

    private AuditOutcome OutcomeOf(Exception failure, AuditStyle style) => failure switch
    {
        UpstreamException upstream => upstream.Failure.Audit,
        McpException => AuditOutcome.NotSent,
        OperationCanceledException when drain.Over.IsCancellationRequested => AuditOutcome.Unknown, // nobody left: it was cut off, and may have run
        OperationCanceledException => AuditOutcome.Cancelled,
        UnavailableException { Outcome: CallOutcome.Unknown } => AuditOutcome.Unknown,
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
