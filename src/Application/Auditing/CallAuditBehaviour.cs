using McpService.Application.Calls;
using MediatR;

namespace McpService.Application.Auditing;

/// <summary>The same as <see cref="AuditBehaviour{TRequest,TResponse}"/> for calls, which share it.</summary>
internal sealed class CallAuditBehaviour<TRequest, TResponse>(AuditedCalls calls) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>, IAuditedCall, ICallRequest
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        request.Style == AuditStyle.Call ? calls.RunAsync(request, request.Context, next, cancellationToken) : next();
}
