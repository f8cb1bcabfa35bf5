using Npgsql;

namespace McpService.Infrastructure.Persistence.Database.Urls;

/// <summary>Turns a PostgreSQL URL as platforms hand it out into a connection string with our limits.</summary>
internal static class PostgresUrl
{
    private const int DefaultPort = 5432;
    private const string Example = "postgres://user:password@host:5432/database";

    /// <param name="text">The URL.</param>
    /// <param name="maxConnections">Of the pool; null takes what the URL says, else the default.</param>
    public static (DatabaseTarget? Target, string? Fault) Parse(string text, int? maxConnections = null)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Fragment.Length > 0)
            return (null, $"must be a URL like {Example}; percent-encode special characters in user and password.");

        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length == 0 || database.Contains('/')) return (null, $"must name the database after the host: {Example}.");

        var (user, password) = uri.UserInfo.Split(':', 2) is [var u, var p] ? (u, p) : (uri.UserInfo, "");
        if (user.Length == 0) return (null, $"must name the user: {Example}.");
        if (text.Contains('\0') || text.Contains("%00", StringComparison.Ordinal)) return (null, "has a NUL in it, which PostgreSQL takes nowhere.");

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host.Trim('[', ']') : uri.Host,
            Port = uri.Port > 0 ? uri.Port : DefaultPort,
            Database = database,
            Username = Uri.UnescapeDataString(user),
            Password = password.Length == 0 ? null : Uri.UnescapeDataString(password),
            ApplicationName = "mcpservice",
        };
        Limit(settings);
        if (PostgresParameters.Apply(settings, uri.Query) is { } fault) return (null, fault);
        if (maxConnections is { } max) settings.MaxPoolSize = max;
        return (new PostgresTarget(settings.ConnectionString), null);
    }

    /// <summary>A request must have its answer, or its refusal, within two seconds, whatever the network does.</summary>
    private static void Limit(NpgsqlConnectionStringBuilder settings)
    {
        // Seconds for a connection, whether new or from the pool.
        settings.Timeout = 2;
        settings.CommandTimeout = 4;

        // Milliseconds a cancelled command may still wait for the server: a server that hangs answers no cancellation either.
        settings.CancellationTimeout = 200;

        settings.MaxPoolSize = DatabaseOptions.DefaultMaxConnections;
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 30;
        settings.TcpKeepAliveInterval = 5;
        settings.GssEncryptionMode = GssEncryptionMode.Disable;
        settings.IncludeErrorDetail = false;
    }
}
