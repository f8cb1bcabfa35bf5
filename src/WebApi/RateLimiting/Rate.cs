using System.Runtime.InteropServices;

namespace McpService.WebApi.RateLimiting;

/// <summary>How much may come: <paramref name="Burst"/> at once, then <paramref name="Permits"/> per <paramref name="Period"/>.</summary>
/// <param name="Permits">In each period.</param>
/// <param name="Period">Their time.</param>
/// <param name="Burst">At once, after a rest.</param>
/// <param name="Share">This process's part of it, over 0 and at most 1; at least one may come at once in any case.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rate(int Permits, TimeSpan Period, int Burst, double Share = 1);

/// <summary>What a limit says of one request.</summary>
/// <param name="Granted">It may pass.</param>
/// <param name="RetryAfter">When one would; zero where this one may.</param>
/// <param name="Limit">Requests that may come at once.</param>
/// <param name="Remaining">Further requests that would pass now.</param>
/// <param name="Reset">When the whole burst is there again.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateDecision(bool Granted, TimeSpan RetryAfter, int Limit, long Remaining, TimeSpan Reset);
