namespace McpService.Infrastructure.Auditing.Writing;

/// <summary>What one leader took, to be committed.</summary>
/// <param name="Round">Those who wait.</param>
/// <param name="Intents">Calls that began.</param>
/// <param name="Ended">Acts that are over.</param>
/// <param name="Queue">Where it came from, and where it goes back to when the database is away.</param>
/// <param name="IsBuffered">Nobody waits: calls are made whatever becomes of their intents.</param>
internal sealed record TrailWork(TrailRound Round, List<TrailRow> Intents, List<TrailRow> Ended, TrailQueue Queue, bool IsBuffered);
