using McpService.Domain.Secrets;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Where the data is.</summary>
public sealed class DatabaseOptions : ICheckedSettings
{
    /// <summary>
    /// <c>postgres://user:password@host:port/database?sslmode=…</c> (<c>postgresql://</c> is the same), <c>sqlite:///file.db</c> beside the
    /// data folder, or <c>sqlite:////absolute/file.db</c>. Default: a SQLite file in the data folder.
    /// </summary>
    [Setting("DATABASE_URL")]
    public Secret? Url { get; set; }

    /// <summary>Bring the schema up to date at start. Default: true. Off, the service waits until <c>-- migrate</c> was run.</summary>
    [Setting("MIGRATE_ON_START")]
    public bool MigrateOnStart { get; set; } = true;

    public IEnumerable<string> Faults(bool isDevelopment) =>
        Url is not null && DatabaseUrl.Parse(Url).Fault is { } fault ? [$"DATABASE_URL {fault}"] : [];
}
