namespace McpService.Common.Growth;

/// <summary>How a grown trail stands.</summary>
/// <param name="SlowestPageMs">Of all filters, with as many rows as there are at the end.</param>
/// <param name="VerifySeconds">The look through everything.</param>
/// <param name="VerifiedPerSecond">Rows a second of that look.</param>
/// <param name="RetentionMs">Deleting what an hour wrote.</param>
public sealed record TrailFigures(double SlowestPageMs, double VerifySeconds, double VerifiedPerSecond, double RetentionMs);
