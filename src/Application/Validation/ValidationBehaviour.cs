using FluentValidation;
using MediatR;

namespace McpService.Application.Validation;

/// <summary>Refuses a request with every fault there is to find, by field, before anything else sees it.</summary>
internal sealed class ValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators, IRequestFaults faults)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    /// <exception cref="ValidationException">At least one fault.</exception>
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        FaultCollection.ThrowIfAny(request, validators, faults.Found);
        return next();
    }
}
