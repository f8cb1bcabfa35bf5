namespace McpService.WebApi.Health;

/// <summary>State of the database.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Provider"><c>postgresql</c> or <c>sqlite</c>.</param>
/// <param name="LatencyMs">Time of one question and answer, in milliseconds.</param>
public sealed record DatabaseResponse(string Status, string Provider, double LatencyMs);
