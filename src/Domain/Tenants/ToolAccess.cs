namespace McpService.Domain.Tenants;

/// <summary>Which tools may be seen and called: those of the tenant's integrations that its policy lets pass. What is not clearly allowed is not.</summary>
/// <param name="Integrations">The tenant's, or those of them that a client asked for.</param>
/// <param name="Policy">The tenant's patterns.</param>
public sealed record ToolAccess(Integrations Integrations, ToolPolicy Policy)
{
    /// <summary>The upstream's tool that says which others a session of its dynamic mode has; it belongs to no integration.</summary>
    public const string Switch = "enable-tools";

    /// <summary>The session was asked for with <c>mode=dynamic</c>, so that there is a <see cref="Switch"/>.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>True when no tool is hidden, so that a list can pass as it came.</summary>
    public bool IncludesAll => Integrations.IncludesAll && Policy.AllowsEverything;

    public ToolVerdict Judge(string tool) =>
        !Policy.Allows(tool) ? ToolVerdict.Refused : IsDynamic && tool == Switch ? ToolVerdict.Allowed : Integrations.Judge(tool);

    /// <summary>Whether a list that the upstream gave for these integrations may show the tool.</summary>
    public bool MayList(string tool) => Judge(tool) != ToolVerdict.Refused;
}
