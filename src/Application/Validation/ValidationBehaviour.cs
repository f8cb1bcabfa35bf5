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
        var found = faults.Found.ToList();

        // A field that could not be read is missing by now: what its rules, or those of what it stands in, say of that would only confuse.
        var unreadable = found.Select(f => f.PropertyName).ToHashSet();
        foreach (var validator in validators)
            found.AddRange(validator.Validate(request).Errors.Where(f => !unreadable.Any(u => IsWithin(u, f.PropertyName))));

        return found.Count == 0 ? next() : throw new ValidationException(found);
    }

    private static bool IsWithin(string field, string outer) =>
        outer == IRequestFaults.Body || field == outer || field.StartsWith($"{outer}.", StringComparison.Ordinal);
}
