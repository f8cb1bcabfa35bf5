using System.Buffers;
using FluentValidation;

namespace McpService.Application.Validation;

/// <summary>
/// What a name may be, in every door: it is matched with patterns, kept in the trail and looked up, so that it is bounded before any of
/// these see it.
/// </summary>
internal static class NameRules
{
    private const string Usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

    private static readonly SearchValues<char> OfTools = SearchValues.Create(Usual);
    private static readonly SearchValues<char> OfMethods = SearchValues.Create($"{Usual}/");

    /// <summary>A name in a message that is passed on: bounded, and nothing that the trail could not keep.</summary>
    public static IRuleBuilderOptions<T, string?> Name<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(Bounds.Name).WithMessage($"must be at most {Bounds.Name} characters.")
        .Must(n => n is null || !n.Any(char.IsControl)).WithMessage("must not contain control characters.");

    /// <summary>So usual a name that <see cref="Name{T}"/> finds nothing.</summary>
    public static bool IsPlainName(string name) => name.Length <= Bounds.Name && !name.AsSpan().ContainsAnyExcept(OfMethods);

    /// <summary>So usual a name that <see cref="ToolName{T}"/> finds nothing.</summary>
    public static bool IsPlainToolName(string name) => name.Length is > 0 and <= Bounds.Name && !name.AsSpan().ContainsAnyExcept(OfTools);

    /// <summary>A tool's name as REST takes it.</summary>
    public static IRuleBuilderOptions<T, string?> ToolName<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(n => !string.IsNullOrEmpty(n)).WithMessage("is required: \"listTools\" or the name of a tool.")
        .Name()
        .Must(n => n is null || !n.Any(c => char.IsWhiteSpace(c) || c is '/' or '\\')).WithMessage("must not contain spaces and slashes.");
}
