using McpService.Domain.Secrets;

namespace McpService.Infrastructure.Persistence.Database.Urls;

/// <summary>
/// Reads <c>DATABASE_URL</c>. Npgsql takes no URLs; SQLite files are named as SQLAlchemy names them: three slashes and a
/// relative path, four and an absolute one. A fault says how to mend the setting and never repeats it.
/// </summary>
internal static class DatabaseUrl
{
    private const string SqlitePrefix = "sqlite:///";

    public static (DatabaseTarget? Target, string? Fault) Parse(Secret url, int? maxConnections = null)
    {
        var text = url.Reveal();
        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            return PostgresUrl.Parse(text, maxConnections);
        if (text.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase)) return ParseSqlite(text);
        return (null, "must start with postgres://, postgresql:// or sqlite:///.");
    }

    private static (DatabaseTarget?, string?) ParseSqlite(string text)
    {
        var path = text.StartsWith(SqlitePrefix, StringComparison.OrdinalIgnoreCase) ? text[SqlitePrefix.Length..] : "";
        if (path.Length == 0) return (null, "must name a file: sqlite:///file.db, or sqlite:////absolute/path/file.db.");
        if (path.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || path.Contains('?') || path.Contains('\0'))
            return (null, "must name a SQLite file and nothing else: no memory database, no parameters.");
        return (new SqliteTarget(path), null);
    }
}
