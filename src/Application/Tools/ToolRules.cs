using FluentValidation;

namespace McpService.Application.Tools;

internal static class ToolRules
{
    public const int MaxNameLength = 256;

    /// <summary>A tool name that can be logged, audited and put into a header as it is.</summary>
    public static IRuleBuilderOptions<T, string?> ToolName<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(n => !string.IsNullOrEmpty(n)).WithMessage("is required: \"listTools\" or the name of a tool.")
        .MaximumLength(MaxNameLength).WithMessage($"must be at most {MaxNameLength} characters.")
        .Must(n => n is null || n.All(c => c is > ' ' and < '\x7f' and not ('/' or '\\'))).WithMessage("may contain printable ASCII without spaces and slashes only.");
}
