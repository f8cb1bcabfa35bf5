using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Domain.Auditing;
using MediatR;

namespace McpService.Application.Auditing;

/// <summary>Writes the trail around the handlers of <see cref="IAuditedRequest"/>; others pass untouched.</summary>
internal sealed class AuditBehaviour<TRequest, TResponse>(IAuditTrail trail, AuditedCalls calls, ICallContext context, AuditOutcomes outcomes) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) => request switch
    {
        IAuditedCall { Style: AuditStyle.Call } call => calls.RunAsync(call, context, next, cancellationToken),
        IAuditedRequest { Style: AuditStyle.Event or AuditStyle.Change } audited => ActAsync(audited, next),
        _ => next(),
    };

    /// <summary>One entry after the fact: for a change only where it was not made by this request, since the repository writes the other with the change.</summary>
    private async Task<TResponse> ActAsync(IAuditedRequest audited, RequestHandlerDelegate<TResponse> next)
    {
        var entry = context.Acts.Begin(audited.Action);
        TResponse response;
        try
        {
            response = await next();
        }
        catch (Exception failure)
        {
            // A change whose commit is in doubt may have its entry already: what is known of it here is another.
            if (failure is UnavailableException { Outcome: CallOutcome.Unknown }) entry = context.Acts.Begin(audited.Action);
            if (audited.IsWorthAnEntry(failure)) Record(entry, outcomes.Of(failure, audited.Style), AuditOutcomes.CodeOf(failure));
            throw;
        }

        if (audited.Style == AuditStyle.Event) Record(entry, AuditOutcome.Success, null);
        else if (entry.Outcome == AuditOutcome.Replayed) trail.Record(entry);
        return response;
    }

    private void Record(AuditEntry entry, AuditOutcome outcome, string? code)
    {
        context.Acts.Conclude(entry, outcome, code);
        trail.Record(entry);
    }
}
