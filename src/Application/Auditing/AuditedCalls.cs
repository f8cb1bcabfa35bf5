using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Application.Mcp;
using McpService.Application.Telemetry;
using McpService.Application.Upstream;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Auditing;

/// <summary>Writes the trail around a call, an intent before and an outcome after, and measures it. One for all calls: what a request is doing, its context knows.</summary>
internal sealed class AuditedCalls(IAuditTrail trail, ICallTelemetry telemetry, IRequestStates states, AuditOutcomes outcomes)
{
    /// <param name="call">One whose style is a call's.</param>
    /// <param name="context">Whose.</param>
    /// <param name="next">Makes it.</param>
    /// <param name="cancellationToken">Its caller left.</param>
    /// <exception cref="UnavailableException">The intent cannot be written: the call is not made.</exception>
    public async Task<TResponse> RunAsync<TResponse>(IAuditedCall call, ICallContext context, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        if (call.GoOn(states) is { } continued) return await ContinueAsync(call, context, continued, next);

        var entries = context.Acts;
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
            End(outcomes.Of(failure, AuditStyle.Call), AuditOutcomes.CodeOf(failure), null);
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
    private async Task<TResponse> ContinueAsync<TResponse>(IAuditedCall call, ICallContext context, ContinuedCall continued, RequestHandlerDelegate<TResponse> next)
    {
        var entries = context.Acts;
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
            End(isParked: false, outcomes.Of(failure, AuditStyle.Call), AuditOutcomes.CodeOf(failure), null);
            throw;
        }

        void End(bool isParked, AuditOutcome outcome, string? code, long? bytesOut)
        {
            measurement?.Ended(outcome, code);
            if (continued.Entry is not { } taken)
            {
                entries.Conclude(entry, outcome, code);
                trail.Record(entry);
            }
            else if (!isParked)
            {
                taken.BytesOut = bytesOut;
                entries.ConcludeParked(taken, outcome, code);
                trail.Reopen(taken).Close();
            }
        }
    }

    private static AuditOutcome OutcomeOf(object? response) =>
        response is ToolResult { IsError: true } ? AuditOutcome.ToolError : AuditOutcome.Success;
}
