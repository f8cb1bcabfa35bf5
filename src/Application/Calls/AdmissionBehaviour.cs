using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Circuits;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using MediatR;

namespace McpService.Application.Calls;

/// <summary>
/// Holds each tenant to its number of calls at once, and spares an upstream that fails them. A call whose reply is a stream holds its slot until the reply has ended, and
/// says then what it says of the upstream; streams that only wait for news are not calls and hold none.
/// </summary>
internal sealed class AdmissionBehaviour<TRequest, TResponse>(ICallSlots slots, TenantCircuits circuits) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>, IAuditedCall, ICallRequest
{
    /// <exception cref="TooManyCallsException">The tenant has as many calls under way as it may.</exception>
    /// <exception cref="CircuitOpenException">The upstream is not asked now.</exception>
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is { Style: not AuditStyle.Call } or { IsSubscription: true }) return await next();

        var tenant = request.Context.RequiredTenant;
        var (slot, circuit, isProbe) = (slots.Take(tenant), circuits.Of(tenant.Id), false);
        try
        {
            isProbe = circuit.Enter();
            var response = await next();
            if (response is McpReply reply) LeaveAtItsEnd(reply, slot, circuit, isProbe);
            else Leave(slot, circuit, CircuitVerdict.Good, isProbe);
            return response;
        }
        catch (Exception failure)
        {
            Leave(slot, circuit, CircuitVerdicts.Of(failure), isProbe);
            throw;
        }
    }

    private static void LeaveAtItsEnd(McpReply reply, IDisposable slot, Circuit circuit, bool isProbe) =>
        reply.OnEnded((outcome, code) => Leave(slot, circuit, CircuitVerdicts.Of(outcome, code), isProbe));

    private static void Leave(IDisposable slot, Circuit circuit, CircuitVerdict verdict, bool isProbe)
    {
        slot.Dispose();
        circuit.Leave(verdict, isProbe);
    }
}
