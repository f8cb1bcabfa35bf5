using FluentValidation.Results;

namespace McpService.Application.Validation;

/// <summary>
/// What was already found wrong while the request was read (unknown fields, wrong types), so that validation reports
/// it together with its own findings. One per request.
/// </summary>
public interface IRequestFaults
{
    /// <summary>What a fault of the body as a whole is listed under.</summary>
    const string Body = "body";

    IReadOnlyList<ValidationFailure> Found { get; }
}
