using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Persistence.Database.Urls;

/// <summary>A database that a URL names.</summary>
internal abstract record DatabaseTarget
{
    /// <summary>The configured one; without a URL the SQLite file in the data folder. A SQLite path is absolute.</summary>
    public static DatabaseTarget Of(DatabaseOptions options, DataFolder folder) => options.Url is { } url
        ? DatabaseUrl.Parse(url, options.MaxConnections).Target switch
        {
            SqliteTarget sqlite => new SqliteTarget(Path.GetFullPath(sqlite.Path, folder.Root)),
            { } other => other,
            null => throw new InvalidOperationException("The options were checked when they were read."),
        }
        : new SqliteTarget(Path.Combine(folder.Data, "mcpservice.db"));

    // The connection string has the password in it.
    public sealed override string ToString() => GetType().Name;
}

/// <param name="ConnectionString">For Npgsql, with every limit of ours in it.</param>
internal sealed record PostgresTarget(string ConnectionString) : DatabaseTarget;

/// <param name="Path">Absolute, or relative to the root of <see cref="DataFolder"/>.</param>
internal sealed record SqliteTarget(string Path) : DatabaseTarget;
