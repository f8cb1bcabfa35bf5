using FluentValidation;
using McpService.Application.Validation;
using MediatR;

namespace McpService.Application.Calls;

/// <summary>The same as <see cref="ValidationBehaviour{TRequest,TResponse}"/> for calls, which share it.</summary>
internal sealed class CallValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>, ICallRequest
{
    private readonly IValidator<TRequest>[] _validators = [.. validators];

    /// <exception cref="ValidationException">At least one fault.</exception>
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        FaultCollection.ThrowIfAny(request, _validators, request.Context.Faults.Found);
        return next();
    }
}
