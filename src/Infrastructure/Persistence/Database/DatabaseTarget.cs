using McpService.Infrastructure.Settings;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>A database that a URL names.</summary>
internal abstract record DatabaseTarget
{
    // The connection string has the password in it.
    public sealed override string ToString() => GetType().Name;
}

/// <param name="ConnectionString">For Npgsql, with every limit of ours in it.</param>
internal sealed record PostgresTarget(string ConnectionString) : DatabaseTarget;

/// <param name="Path">Absolute, or relative to the root of <see cref="Settings.DataFolder"/>.</param>
internal sealed record SqliteTarget(string Path) : DatabaseTarget;
