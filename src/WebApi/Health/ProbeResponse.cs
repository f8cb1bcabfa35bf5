namespace McpService.WebApi.Health;

/// <summary>Whether the service can take requests.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Reason">Why not; null when it can.</param>
public sealed record ProbeResponse(string Status, string? Reason);
