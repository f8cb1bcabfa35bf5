using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Circuits;
using McpService.Application.Errors;
using McpService.Application.Idempotency;
using McpService.Application.Mcp;
using McpService.Application.Tenants;
using MediatR;

namespace McpService.Application.Calls;

/// <summary>
/// Holds each tenant to its number of calls at once, spares an upstream that fails them, and gives the process's places in turn where there are too few. A call whose reply
/// is a stream holds what it has until the reply has ended, and says then what it says of the upstream; streams that only wait for news are not calls and hold nothing. A call
/// that was made before under the same key is not made at all, and needs nothing of this.
/// </summary>
internal sealed class AdmissionBehaviour<TRequest, TResponse>(ICallSlots slots, TenantCircuits circuits, UpstreamCircuit upstream, CallPlaces places, RepeatedCalls repeated)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>, IAuditedCall, ICallRequest
{
    /// <exception cref="TooManyCallsException">The tenant has as many calls under way as it may.</exception>
    /// <exception cref="CircuitOpenException">The upstream is not asked now.</exception>
    /// <exception cref="OverloadedException">The process has no place for the call in time.</exception>
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        request is IRepeatableCall<TResponse> { IdempotencyKey: not null } call
            ? repeated.RunAsync(call, request, request.Context, () => AdmitAsync(request, next, cancellationToken), cancellationToken)
            : AdmitAsync(request, next, cancellationToken);

    private async Task<TResponse> AdmitAsync(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        if (request is { Style: not AuditStyle.Call } or { IsSubscription: true }) return await next();

        var tenant = request.Context.RequiredTenant;
        var call = new AdmittedCall(tenant.Id, slots.Take(tenant), circuits.Of(tenant.Id), upstream);
        try
        {
            call = call with { IsUpstreamProbe = upstream.Enter() };
            call = call with { IsProbe = call.Circuit.Enter() };
            if (!places.TryEnter()) await WaitAsync(request.Context, tenant, cancellationToken);
            call = call with { Places = places };
            var response = await next();
            if (response is McpReply reply) LeaveAtItsEnd(reply, call);
            else call.Leave(CircuitVerdict.Good, null);
            return response;
        }
        catch (Exception failure)
        {
            call.Leave(CircuitVerdicts.Of(failure), (failure as UpstreamException)?.Failure.Code);
            throw;
        }
    }

    /// <remarks>What the wait took is no longer there for the call itself: its limit holds for both.</remarks>
    private async Task WaitAsync(ICallContext context, TenantSnapshot tenant, CancellationToken cancellationToken)
    {
        var left = await places.EnterAsync(tenant.Id, tenant.Timeout, cancellationToken);
        context.Identify(context.Caller with { Tenant = tenant with { Timeout = left } });
    }

    private static void LeaveAtItsEnd(McpReply reply, AdmittedCall call) => reply.OnEnded((outcome, code) => call.Leave(CircuitVerdicts.Of(outcome, code), code));
}
