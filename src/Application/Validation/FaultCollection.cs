using FluentValidation;
using FluentValidation.Results;

namespace McpService.Application.Validation;

/// <summary>Brings together what was found while a request was read and what its rules find.</summary>
internal static class FaultCollection
{
    /// <exception cref="ValidationException">At least one fault.</exception>
    public static void ThrowIfAny<TRequest>(TRequest request, IEnumerable<IValidator<TRequest>> validators, IReadOnlyList<ValidationFailure> whenRead)
    {
        List<ValidationFailure>? found = whenRead.Count > 0 ? [.. whenRead] : null;
        foreach (var validator in validators)
        {
            if (validator is IQuickValidator<TRequest> quick && quick.IsPlainlyValid(request)) continue;
            var broken = validator.Validate(request);

            // A field that could not be read is missing by now: what its rules, or those of what it stands in, say of that would only confuse.
            if (!broken.IsValid) (found ??= []).AddRange(broken.Errors.Where(f => !whenRead.Any(u => IsWithin(u.PropertyName, f.PropertyName))));
        }

        if (found is { Count: > 0 }) throw new ValidationException(found);
    }

    private static bool IsWithin(string field, string outer) =>
        outer == IRequestFaults.Body || field == outer || field.StartsWith($"{outer}.", StringComparison.Ordinal);
}
