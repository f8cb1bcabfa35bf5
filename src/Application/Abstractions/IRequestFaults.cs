using FluentValidation.Results;

namespace McpService.Application.Abstractions;

/// <summary>
/// What was already found wrong while the request was read (unknown fields, wrong types), so that validation reports
/// it together with its own findings. One per request.
/// </summary>
public interface IRequestFaults
{
    IReadOnlyList<ValidationFailure> Found { get; }
}
