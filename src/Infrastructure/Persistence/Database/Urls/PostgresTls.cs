using Npgsql;

namespace McpService.Infrastructure.Persistence.Database.Urls;

/// <summary>What a PostgreSQL URL says about encryption, in libpq's, Prisma's and node-postgres' words.</summary>
internal static class PostgresTls
{
    private static readonly (bool, string) Taken = (true, "");

    /// <param name="all">Every parameter of the URL: some mean one thing with another, and another without.</param>
    public static (bool IsTaken, string Why) Apply(NpgsqlConnectionStringBuilder settings, string name, string value, IReadOnlyDictionary<string, string> all)
    {
        switch (name)
        {
            case "sslmode" when ModeOf(value) is { } mode:
                // Prisma's strict is no weaker for what sslmode says beside it.
                settings.SslMode = IsStrict(all) && mode != SslMode.Disable ? SslMode.VerifyFull : mode;
                return Taken;
            case "sslmode":
                return (false, "is none of disable, allow, prefer, require, no-verify, verify-ca, verify-full.");
            case "sslaccept" when value is "strict":
                if (!all.ContainsKey("sslmode")) settings.SslMode = SslMode.VerifyFull;
                return Taken;
            case "sslaccept" when value is "accept_invalid_certs":
                return Taken;
            case "sslaccept":
                return (false, "is none of strict, accept_invalid_certs.");
            case "sslrootcert":
                settings.RootCertificate = value;
                return Taken;
            case "sslcert" when all.ContainsKey("sslkey"):
                settings.SslCertificate = value;
                return Taken;
            case "sslcert":
                return (false, "is Prisma's for the server's authority and libpq's for the client: write sslrootcert for the one, sslcert and sslkey for the other.");
            case "sslkey" when all.ContainsKey("sslcert"):
                settings.SslKey = value;
                return Taken;
            case "sslpassword":
                settings.SslPassword = value;
                return Taken;
            case "sslnegotiation" when value is "postgres" or "direct":
                settings.SslNegotiation = value == "direct" ? SslNegotiation.Direct : SslNegotiation.Postgres;
                return Taken;
            case "channel_binding" when BindingOf(value) is { } binding:
                settings.ChannelBinding = binding;
                return Taken;
            case "gssencmode" when value is "disable" or "prefer":
                return Taken;
            default:
                return (false, "has a value that libpq has not, or that is not supported.");
        }
    }

    private static bool IsStrict(IReadOnlyDictionary<string, string> all) => all.GetValueOrDefault("sslaccept") == "strict";

    private static SslMode? ModeOf(string value) => value switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" or "no-verify" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => null,
    };

    private static ChannelBinding? BindingOf(string value) => value switch
    {
        "disable" => ChannelBinding.Disable,
        "prefer" => ChannelBinding.Prefer,
        "require" => ChannelBinding.Require,
        _ => null,
    };
}
