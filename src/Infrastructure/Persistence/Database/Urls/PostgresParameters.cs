using System.Globalization;
using Npgsql;

namespace McpService.Infrastructure.Persistence.Database.Urls;

/// <summary>
/// The parameters of a PostgreSQL URL: libpq's, and Prisma's, whose URLs people bring along. Each is put to use, or refused with its name: one about
/// security that was passed over would be worse than a start that fails. A name that nobody knows is not repeated: it may be the end of a password.
/// </summary>
internal static class PostgresParameters
{
    private const string NotANumber = "must be a whole number, 0 or more.";

    /// <summary>Refused by name, with the mend.</summary>
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["sslidentity"] = "is not supported: give the client's certificate as sslcert and sslkey.",
        ["sslcrl"] = "is not supported.",
        ["sslcrldir"] = "is not supported.",
        ["requirepeer"] = "is not supported.",
        ["require_auth"] = "is not supported: channel_binding=require and sslmode=verify-full say whom to trust.",
        ["ssl_min_protocol_version"] = "is not supported: TLS 1.2 is the least anyway.",
        ["ssl_max_protocol_version"] = "is not supported.",
        ["krbsrvname"] = "is not supported: Kerberos is not.",
        ["gsslib"] = "is not supported: Kerberos is not.",
        ["service"] = "is not supported: write host, database and user into the URL.",
        ["passfile"] = "is not supported: write the password into the URL.",
        ["hostaddr"] = "is not supported: write the address as the host.",
        ["target_session_attrs"] = "is not supported: name one host, which leads to the primary.",
        ["load_balance_hosts"] = "is not supported: name one host, which leads to the primary.",
        ["replication"] = "is not for a gateway: remove it.",
        ["keepalives"] = "is always on: remove it.",
        ["keepalives_count"] = "is not supported.",
        ["tcp_user_timeout"] = "is not supported: a request waits two seconds at most anyway.",
        ["user"] = "stands before the host: postgres://user:password@host:5432/database.",
        ["password"] = "stands before the host: postgres://user:password@host:5432/database.",
        ["dbname"] = "stands after the host: postgres://user:password@host:5432/database.",
    };

    /// <returns>What is wrong, naming the parameter and never its value; null for nothing.</returns>
    public static string? Apply(NpgsqlConnectionStringBuilder settings, string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (part, "");
            parameters[name] = value;
        }

        return parameters.Select(parameter => Apply(settings, parameter.Key, parameter.Value, parameters)).FirstOrDefault(fault => fault is not null);
    }

    private static string? Apply(NpgsqlConnectionStringBuilder settings, string name, string value, Dictionary<string, string> all) => name switch
    {
        "sslmode" or "sslaccept" or "sslrootcert" or "sslcert" or "sslkey" or "sslpassword" or "sslnegotiation" or "channel_binding" or "gssencmode" =>
            Named(name, PostgresTls.Apply(settings, name, value, all)),

        // PostgreSQL's own: the first schema that is there gets the tables.
        "schema" => value is "public" ? null : IsName(value) ? Set(() => settings.SearchPath = value) : Named(name, "must be the plain name of one schema."),
        "options" => Set(() => settings.Options = value),
        "application_name" when value.Length > 0 => Set(() => settings.ApplicationName = value),
        "fallback_application_name" => null, // "mcpservice" is one.
        "application_name" => Named(name, "must not be empty."),
        "client_encoding" => value.Equals("utf8", StringComparison.OrdinalIgnoreCase) || value.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || value == "auto" ? null : Named(name, "must be utf8."),
        "host" => value.StartsWith('/') ? Set(() => settings.Host = value) : Named(name, "may only be the folder of a socket; any other host stands in the URL itself."),
        "port" => Number(name, value, port => settings.Port = port is > 0 and <= ushort.MaxValue ? port : settings.Port),

        // Ours are shorter than any that make sense for a request, and hold.
        "connect_timeout" or "pool_timeout" => Number(name, value, seconds => settings.Timeout = AtMost(settings.Timeout, seconds)),
        "socket_timeout" => Number(name, value, seconds => settings.CommandTimeout = AtMost(settings.CommandTimeout, seconds)),
        "connection_limit" => Number(name, value, count => settings.MaxPoolSize = Math.Clamp(count, DatabaseOptions.LeastConnections, DatabaseOptions.MostConnections)),
        "keepalives_idle" => Number(name, value, seconds => settings.TcpKeepAliveTime = seconds > 0 ? seconds : settings.TcpKeepAliveTime),
        "keepalives_interval" => Number(name, value, seconds => settings.TcpKeepAliveInterval = seconds > 0 ? seconds : settings.TcpKeepAliveInterval),

        // A pooler in transaction mode resets sessions itself, and knows no statement that was prepared in another. The driver itself prepares nothing, whatever the cache.
        "pgbouncer" => value is "true" or "false" ? Set(() => settings.NoResetOnClose = value == "true") : Named(name, "must be true or false."),
        "statement_cache_size" => Number(name, value, _ => { }),
        _ when Refused.TryGetValue(name, out var why) => Named(name, why),
        _ => "has a parameter that neither libpq nor Prisma has. docs/configuration.md lists those it may have; percent-encode a ? in the password.",
    };

    private static string Named(string name, string why) => $"has the parameter {name}, which {why}";

    private static string? Named(string name, (bool IsTaken, string Why) tls) => tls.IsTaken ? null : Named(name, tls.Why);

    private static string? Set(Action apply)
    {
        apply();
        return null;
    }

    private static string? Number(string name, string value, Action<int> apply)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Named(name, NotANumber);
        apply(number);
        return null;
    }

    /// <summary>0 is no limit to libpq and Prisma, and ours then.</summary>
    private static int AtMost(int ours, int theirs) => theirs > 0 ? Math.Min(ours, theirs) : ours;

    private static bool IsName(string text) => text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');
}
