using System.Globalization;

namespace McpService.Console.Api;

/// <summary>A range of time that ends now, and the intervals it is looked at in.</summary>
/// <param name="From">Start, at the beginning of an interval.</param>
/// <param name="To">End.</param>
/// <param name="Interval">As the API calls it.</param>
/// <param name="Step">Length of an interval.</param>
public sealed record Period(DateTimeOffset From, DateTimeOffset To, string Interval, TimeSpan Step)
{
    public static readonly IReadOnlyList<string> Names = ["1 hour", "24 hours", "7 days", "30 days"];

    /// <summary>The filters of a query.</summary>
    public IEnumerable<(string Name, string? Value)> Filters => [("from", Text(From)), ("to", Text(To))];

    public int Count => (int)Math.Ceiling((To - From) / Step);

    public static Period Of(string name, DateTimeOffset now) => name switch
    {
        "1 hour" => Make(now, TimeSpan.FromMinutes(1), 60, "minute"),
        "7 days" => Make(now, TimeSpan.FromDays(1), 7, "day"),
        "30 days" => Make(now, TimeSpan.FromDays(1), 30, "day"),
        _ => Make(now, TimeSpan.FromHours(1), 24, "hour"),
    };

    /// <summary>The interval that a time lies in.</summary>
    public int IndexOf(DateTimeOffset at) => (int)((at - From) / Step);

    private static Period Make(DateTimeOffset now, TimeSpan step, int count, string interval)
    {
        var last = new DateTimeOffset(now.UtcTicks / step.Ticks * step.Ticks, TimeSpan.Zero);
        return new Period(last - (step * (count - 1)), now + TimeSpan.FromMinutes(1), interval, step);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
