using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using MediatR;

namespace McpService.Application.Calls;

/// <summary>
/// Holds each tenant to its number of calls at once. A call whose reply is a stream holds its slot until the reply has ended; streams that only
/// wait for news are not calls and hold none.
/// </summary>
internal sealed class ConcurrencyBehaviour<TRequest, TResponse>(ICallSlots slots) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>, IAuditedCall, ICallRequest
{
    /// <exception cref="TooManyCallsException">The tenant has as many calls under way as it may.</exception>
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is { Style: not AuditStyle.Call } or { IsSubscription: true }) return await next();

        var slot = slots.Take(request.Context.RequiredTenant);
        try
        {
            var response = await next();
            if (response is McpReply reply) reply.OnEnded((_, _) => slot.Dispose());
            else slot.Dispose();
            return response;
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }
}
