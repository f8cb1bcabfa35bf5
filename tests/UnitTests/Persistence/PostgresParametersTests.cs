using FsCheck;
using FsCheck.Fluent;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Database.Urls;
using Npgsql;

namespace McpService.UnitTests.Persistence;

/// <summary>What people who come from Prisma, or use libpq, have behind the question mark.</summary>
internal sealed class PostgresParametersTests
{
    [TestCase("schema=public", ExpectedResult = null)]
    [TestCase("schema=gateway", ExpectedResult = "gateway")]
    public string? Schema_IsTheSearchPath(string query) => Settings(query).SearchPath;

    [TestCase("connection_limit=5", ExpectedResult = 5)]
    [TestCase("connection_limit=1", ExpectedResult = DatabaseOptions.LeastConnections)]
    [TestCase("", ExpectedResult = DatabaseOptions.DefaultMaxConnections)]
    public int ConnectionLimit_IsThePools(string query) => Settings(query).MaxPoolSize;

    [Test]
    public void MaxConnections_Setting_WinsOverTheUrl() =>
        Postgres(DatabaseUrl.Parse(new Secret("postgres://u:p@h/db?connection_limit=5"), maxConnections: 30)).MaxPoolSize.ShouldBe(30);

    [Test]
    public void DefaultConnections_TwoReplicasWithTwoMoreEach_FitAPlanOfTwenty() => (2 * (DatabaseOptions.DefaultMaxConnections + 2)).ShouldBeLessThan(20);

    [TestCase("pgbouncer=true", ExpectedResult = true)]
    [TestCase("pgbouncer=false", ExpectedResult = false)]
    public bool PgBouncer_SessionsAreItsToReset(string query) => Settings(query).NoResetOnClose;

    [TestCase("connect_timeout=10", ExpectedResult = 2)]
    [TestCase("connect_timeout=1", ExpectedResult = 1)]
    [TestCase("connect_timeout=0", ExpectedResult = 2)]
    [TestCase("pool_timeout=30", ExpectedResult = 2)]
    public int Timeouts_AreNeverLongerThanARequest(string query) => Settings(query).Timeout;

    [TestCase("sslmode=no-verify", ExpectedResult = SslMode.Require)]
    [TestCase("sslmode=require&sslaccept=strict", ExpectedResult = SslMode.VerifyFull)]
    [TestCase("sslaccept=strict&sslmode=require", ExpectedResult = SslMode.VerifyFull)]
    [TestCase("sslaccept=strict", ExpectedResult = SslMode.VerifyFull)]
    [TestCase("sslaccept=accept_invalid_certs", ExpectedResult = SslMode.Prefer)]
    public SslMode Tls_IsAsAsked(string query) => Settings(query).SslMode;

    [Test]
    public void Others_AreTaken()
    {
        var settings = Settings("options=-c%20lock_timeout%3D5s&application_name=mine&sslrootcert=%2Fca.pem&host=%2Frun%2Fpostgresql&statement_cache_size=0&socket_timeout=3");

        (settings.Options, settings.ApplicationName, settings.RootCertificate, settings.Host, settings.CommandTimeout)
            .ShouldBe(("-c lock_timeout=5s", "mine", "/ca.pem", "/run/postgresql", 3));
    }

    [TestCase("sslcert=s3cret.pem", "sslcert")]
    [TestCase("target_session_attrs=s3cret", "target_session_attrs")]
    [TestCase("service=s3cret", "service")]
    [TestCase("password=s3cret", "password")]
    [TestCase("connection_limit=s3cret", "connection_limit")]
    [TestCase("schema=s3%20cret", "schema")]
    [TestCase("sslmode=s3cret", "sslmode")]
    [TestCase("pgbouncer=s3cret", "pgbouncer")]
    [TestCase("host=s3cret", "host")]
    public void Refused_IsNamed_AndItsValueIsNot(string query, string name)
    {
        var fault = DatabaseUrl.Parse(new Secret($"postgres://u:p@h/db?{query}")).Fault.ShouldNotBeNull();

        fault.ShouldContain($"parameter {name},");
        fault.ShouldNotContain("s3");
    }

    /// <summary>Any text is a database or a fault that repeats nothing of it.</summary>
    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property Parse_AnyText_IsADatabaseOrAFault() => Prop.ForAll(Urls, text =>
    {
        var (target, fault) = DatabaseUrl.Parse(new Secret(text));
        return target is null ? fault is not null && !fault.Contains("Zq", StringComparison.Ordinal) : fault is null;
    });

    private static Arbitrary<string> Urls => Gen.Elements(
            "postgres://", "postgresql://", "sqlite:///", "u", "Zq1", ":", "@", "h", "[::1]", "/", "db", "?", "&", "=", "sslmode", "schema", "options", "host", "%00", "%zz", "%41", "#", "\0", ";", "'", " ", "65536", "é")
        .ArrayOf().Select(string.Concat).Two().Select(halves => $"postgres://u:{halves.Item1}@h/db?{halves.Item2}").ToArbitrary();

    private static NpgsqlConnectionStringBuilder Settings(string query) => Postgres(DatabaseUrl.Parse(new Secret($"postgres://u:p@h/db?{query}")));

    private static NpgsqlConnectionStringBuilder Postgres((DatabaseTarget? Target, string? Fault) parsed) =>
        new(parsed.Target.ShouldBeOfType<PostgresTarget>(parsed.Fault).ConnectionString);
}
