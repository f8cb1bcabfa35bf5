using System.ComponentModel.DataAnnotations;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Persistence.Database.Urls;
using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Where the data is.</summary>
public sealed class DatabaseOptions : ICheckedSettings
{
    /// <summary>Small plans allow twenty in all: two replicas, each with one to listen and one for the trail beside the pool, and two for who looks after the database.</summary>
    public const int DefaultMaxConnections = 7;

    /// <summary>One that migrates, one that calls, one for changes.</summary>
    public const int LeastConnections = 3;

    public const int MostConnections = 1000;

    /// <summary>
    /// <c>postgres://user:password@host:port/database?sslmode=…</c> (<c>postgresql://</c> is the same), <c>sqlite:///file.db</c> beside the
    /// data folder, or <c>sqlite:////absolute/file.db</c>. Default: a SQLite file in the data folder.
    /// </summary>
    [Setting("DATABASE_URL")]
    public Secret? Url { get; set; }

    /// <summary>
    /// Connections to PostgreSQL that this process keeps in its pool at most, 3 to 1,000; two more listen and write the trail. Default: the URL's <c>connection_limit</c>,
    /// else 7. Hot paths share a few (batched loads, grouped commits).
    /// </summary>
    [Setting("DATABASE_MAX_CONNECTIONS"), Range(LeastConnections, MostConnections)]
    public int? MaxConnections { get; set; }

    /// <summary>Bring the schema up to date at start. Default: true. Off, the service waits until <c>-- migrate</c> was run.</summary>
    [Setting("MIGRATE_ON_START")]
    public bool MigrateOnStart { get; set; } = true;

    public IEnumerable<string> Faults(bool isDevelopment) =>
        Url is not null && DatabaseUrl.Parse(Url).Fault is { } fault ? [$"DATABASE_URL {fault}"] : [];
}
