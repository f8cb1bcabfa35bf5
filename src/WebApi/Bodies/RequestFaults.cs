using FluentValidation.Results;
using McpService.Application.Validation;

namespace McpService.WebApi.Bodies;

/// <summary>Faults found while the request was read; validation reports them with its own.</summary>
public sealed class RequestFaults : IRequestFaults
{
    // Most requests have none.
    private List<ValidationFailure>? _found;

    public IReadOnlyList<ValidationFailure> Found => _found ?? (IReadOnlyList<ValidationFailure>)[];

    public void Add(string field, string message) => (_found ??= []).Add(new ValidationFailure(field, message));
}
