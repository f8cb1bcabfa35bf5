using System.Runtime.InteropServices;

namespace McpService.WebApi.RateLimiting;

/// <summary>How much may come: <paramref name="Burst"/> at once, then <paramref name="Permits"/> per <paramref name="Period"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rate(int Permits, TimeSpan Period, int Burst);

/// <summary>What a limit says of one request.</summary>
/// <param name="Granted">It may pass.</param>
/// <param name="RetryAfter">When one would; zero where this one may.</param>
/// <param name="Limit">Requests that may come at once.</param>
/// <param name="Remaining">Further requests that would pass now.</param>
/// <param name="Reset">When the whole burst is there again.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateDecision(bool Granted, TimeSpan RetryAfter, int Limit, long Remaining, TimeSpan Reset);
