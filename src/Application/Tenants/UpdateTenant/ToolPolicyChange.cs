using McpService.Application.Validation;
using McpService.Domain.Tenants;

namespace McpService.Application.Tenants.UpdateTenant;

/// <summary>Changes to a tool policy. Patterns are <c>*</c> globs over full tool names; deny wins.</summary>
public sealed record ToolPolicyChange
{
    /// <summary>Patterns of what may be used, at most 100 of 200 characters; null or none means every tool.</summary>
    public OptionalField<IReadOnlyList<string?>> Allow { get; init; }

    /// <summary>Patterns of what may not be used, at most 100 of 200 characters; null means none.</summary>
    public OptionalField<IReadOnlyList<string?>> Deny { get; init; }

    internal bool IsEmpty => !Allow.IsGiven && !Deny.IsGiven;

    internal ToolPolicy ApplyTo(ToolPolicy current) => new(PatternsOf(Allow.Or(current.Allow)), PatternsOf(Deny.Or(current.Deny)));

    private static List<string> PatternsOf(IReadOnlyList<string?>? patterns) => [.. (patterns ?? []).OfType<string>()];
}
