using System.Globalization;

namespace McpService.Application.Auditing;

/// <summary>Times of a query: ISO 8601 with a zone. Without one they would mean another moment on another machine.</summary>
internal static class AuditTimes
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Null for anything else.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null) return null;

        // A plus in a query is a space where a client does not encode it.
        var given = text.Replace(' ', '+');
        var hasZone = given.EndsWith('Z') || given.LastIndexOfAny(['+', '-']) > given.IndexOf('T', StringComparison.Ordinal);
        return hasZone && DateTimeOffset.TryParseExact(given, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year >= 1971 ? time : null;
    }
}
