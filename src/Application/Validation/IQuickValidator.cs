using FluentValidation;

namespace McpService.Application.Validation;

/// <summary>Rules of a call, which nearly all calls keep: one look tells so. Only where it does not are the rules gone through, to say what is wrong (3 µs a call).</summary>
internal interface IQuickValidator<T> : IValidator<T>
{
    /// <summary>Never true where a rule would find something.</summary>
    bool IsPlainlyValid(T request);
}
