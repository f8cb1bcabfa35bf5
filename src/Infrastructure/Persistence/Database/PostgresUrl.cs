using Npgsql;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Turns a PostgreSQL URL as platforms hand it out into a connection string with our limits.</summary>
internal static class PostgresUrl
{
    private const int DefaultPort = 5432;

    public static (DatabaseTarget? Target, string? Fault) Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Fragment.Length > 0)
            return (null, "must be a URL like postgres://user:password@host:5432/database; percent-encode special characters in user and password.");

        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length == 0 || database.Contains('/')) return (null, "must name the database after the host: postgres://user:password@host:5432/database.");

        var (user, password) = uri.UserInfo.Split(':', 2) is [var u, var p] ? (u, p) : (uri.UserInfo, "");
        if (user.Length == 0) return (null, "must name the user: postgres://user:password@host:5432/database.");

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

        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = parameter.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (parameter, "");
            if (Apply(settings, name, value) is { } fault) return (null, fault);
        }

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

        // Hot paths share a few connections (batched loads, grouped commits); small plans allow twenty in all.
        settings.MaxPoolSize = 16;
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 30;
        settings.TcpKeepAliveInterval = 5;
        settings.GssEncryptionMode = GssEncryptionMode.Disable;
        settings.IncludeErrorDetail = false;
    }

    /// <summary>As libpq does, a parameter that is not known is refused: one about security, passed over, would be worse.</summary>
    private static string? Apply(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        switch (name)
        {
            case "sslmode" when SslModeOf(value) is { } mode:
                settings.SslMode = mode;
                return null;
            case "sslmode":
                return "has an sslmode that is none of disable, allow, prefer, require, verify-ca, verify-full.";
            case "sslrootcert":
                settings.RootCertificate = value;
                return null;
            case "channel_binding" when Enum.TryParse<ChannelBinding>(value, ignoreCase: true, out var binding) && !char.IsAsciiDigit(value[0]):
                settings.ChannelBinding = binding;
                return null;
            case "application_name" when value.Length > 0:
                settings.ApplicationName = value;
                return null;
            default:
                return "may have the parameters sslmode, sslrootcert, channel_binding and application_name, with their libpq values, and no others.";
        }
    }

    private static SslMode? SslModeOf(string value) => value switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => null,
    };
}
