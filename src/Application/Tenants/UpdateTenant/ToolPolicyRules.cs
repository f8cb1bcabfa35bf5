using FluentValidation;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants.UpdateTenant;

/// <summary>What tool patterns may be. Refused rather than taken literally: a pattern in another syntax would hide the wrong tools.</summary>
internal static class ToolPolicyRules
{
    public static void Check<T>(ValidationContext<T> context, ToolPolicyChange? tools)
    {
        if (tools is { IsEmpty: true }) context.AddFailure("tools", "must have at least one of allow, deny; or be null to allow every tool.");
        CheckPatterns(context, "tools.allow", tools?.Allow.Value);
        CheckPatterns(context, "tools.deny", tools?.Deny.Value);
    }

    private static void CheckPatterns<T>(ValidationContext<T> context, string field, IReadOnlyList<string?>? patterns)
    {
        if (patterns is null) return;
        if (patterns.Count > ToolPolicy.MaxPatterns)
        {
            context.AddFailure(field, $"must be at most {ToolPolicy.MaxPatterns} patterns.");
            return;
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            if (FaultOf(patterns[i]) is { } fault) context.AddFailure($"{field}[{i}]", fault);
        }
    }

    private static string? FaultOf(string? pattern) =>
        string.IsNullOrEmpty(pattern) ? "must not be empty."
        : pattern.Length > ToolPolicy.MaxPatternLength ? $"must be at most {ToolPolicy.MaxPatternLength} characters."
        : !pattern.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '*')
            ? "may contain letters, digits, '_', '.', '-' and '*' only; '*' stands for any characters."
        : null;
}
