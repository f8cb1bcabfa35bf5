using FluentValidation;
using FluentValidation.Results;
using McpService.Application.Validation;

namespace McpService.WebApi.Bodies;

/// <summary>Makes the refusal of a body that cannot be read, in the form all other faults of a request have.</summary>
internal static class JsonFault
{
    /// <summary>What a fault of the body as a whole is listed under.</summary>
    public const string Body = IRequestFaults.Body;

    public const string NotAnObject = "must be a JSON object.";

    public static ValidationException OfBody(string message) => At(Body, message);

    public static ValidationException At(string field, string message) => new([new ValidationFailure(field, message)]);
}
