namespace McpService.Application.Upstream;

/// <summary>Names of a tenant's tools at the upstream.</summary>
/// <param name="Names">Full names.</param>
/// <param name="IsWhole">The list was read whole and without doubt. Where it is false, only the upstream can tell that there is no tool of a name.</param>
public sealed record KnownTools(IReadOnlySet<string> Names, bool IsWhole);
