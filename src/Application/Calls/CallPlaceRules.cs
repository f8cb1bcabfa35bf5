namespace McpService.Application.Calls;

/// <summary>How many calls a process makes at once.</summary>
/// <param name="Places">Under way.</param>
/// <param name="Waiting">Waiting for a place, over all tenants.</param>
/// <param name="Limit">Longest wait of a tenant that has no limit of its own for its calls.</param>
public sealed record CallPlaceRules(int Places, int Waiting, TimeSpan Limit);
