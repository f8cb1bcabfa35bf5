using McpService.Domain.Secrets;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Database.Urls;
using Npgsql;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Persistence;

[TestFixture]
internal sealed class DatabaseUrlTests
{
    [TestCase("postgres://user:secret@db.example.com:6543/gateway", "db.example.com", 6543)]
    [TestCase("postgresql://user:secret@db.example.com/gateway", "db.example.com", 5432)]
    [TestCase("POSTGRES://user:secret@127.0.0.1/gateway", "127.0.0.1", 5432)]
    [TestCase("postgres://user:secret@[::1]:6543/gateway", "::1", 6543)]
    public void Parse_PostgresUrl_IsTakenApart(string url, string host, int port)
    {
        var settings = Postgres(url);

        (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database).ShouldBe((host, port, "user", "secret", "gateway"));
    }

    [Test]
    public void Parse_EncodedUserPasswordAndDatabase_AreDecoded()
    {
        var settings = Postgres("postgres://us%40er:p%3Aa%2Fs%23s%25%3F;'\"x@localhost/my%20db");

        (settings.Username, settings.Password, settings.Database).ShouldBe(("us@er", "p:a/s#s%?;'\"x", "my db"));
    }

    [Test]
    public void Parse_PasswordWithAColonOrNone_IsKeptWhole()
    {
        Postgres("postgres://user:a:b@localhost/db").Password.ShouldBe("a:b");
        Postgres("postgres://user@localhost/db").Password.ShouldBeNull();
    }

    [TestCase("disable", SslMode.Disable)]
    [TestCase("allow", SslMode.Allow)]
    [TestCase("prefer", SslMode.Prefer)]
    [TestCase("require", SslMode.Require)]
    [TestCase("verify-ca", SslMode.VerifyCA)]
    [TestCase("verify-full", SslMode.VerifyFull)]
    public void Parse_SslMode_IsLibpqs(string value, SslMode expected) =>
        Postgres($"postgres://user:secret@localhost/db?sslmode={value}").SslMode.ShouldBe(expected);

    [Test]
    public void Parse_OtherParameters_AreTaken()
    {
        var settings = Postgres("postgres://user:secret@localhost/db?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&channel_binding=require&application_name=my%20app");

        (settings.RootCertificate, settings.ChannelBinding, settings.ApplicationName).ShouldBe(("/etc/ca.pem", ChannelBinding.Require, "my app"));
    }

    [Test]
    public void Parse_AnyPostgresUrl_WaitsNoLongerThanARequestMay()
    {
        var settings = Postgres("postgres://user:secret@localhost/db");

        settings.Timeout.ShouldBeLessThanOrEqualTo(2);
        settings.CommandTimeout.ShouldBeInRange(1, 5);
        settings.TcpKeepAlive.ShouldBeTrue();
        settings.SslMode.ShouldBe(SslMode.Prefer);
    }

    [TestCase("sqlite:///gateway.db", "gateway.db")]
    [TestCase("sqlite:///data/gateway.db", "data/gateway.db")]
    [TestCase("sqlite:////var/lib/gateway.db", "/var/lib/gateway.db")]
    public void Parse_SqliteUrl_NamesAFile(string url, string path) =>
        DatabaseUrl.Parse(new Secret(url)).Target.ShouldBe(new SqliteTarget(path));

    [TestCase("mysql://user:s3cret@localhost/db")]
    [TestCase("Host=localhost;Password=s3cret")]
    [TestCase("postgres://")]
    [TestCase("postgres://user:s3cret@localhost")]
    [TestCase("postgres://user:s3cret@localhost/")]
    [TestCase("postgres://user:s3cret@localhost/a/b")]
    [TestCase("postgres://localhost/s3cret")]
    [TestCase("postgres://user:s3#cret@localhost/db")]
    [TestCase("postgres://user:s3/cret@localhost/db")]
    [TestCase("postgres://user:s3cret@localhost:port/db")]
    [TestCase("postgres://user:s3cret@localhost/db?sslmode=s3cret")]
    [TestCase("postgres://user:s3cret@localhost/db?s3cret=1")]
    [TestCase("postgres://user:s3cret@localhost/db?channel_binding=")]
    [TestCase("postgres://user:s3cret@localhost/db?channel_binding=2")]
    [TestCase("sqlite://s3cret.db")]
    [TestCase("sqlite:///")]
    [TestCase("sqlite:///:memory:")]
    [TestCase("sqlite:///s3cret.db?mode=ro")]
    public void Faults_BadUrl_NamesTheSettingAndNotTheValue(string url)
    {
        var fault = new DatabaseOptions { Url = new Secret(url) }.Faults(isDevelopment: false).ShouldHaveSingleItem();

        fault.ShouldStartWith("DATABASE_URL ");
        fault.ShouldNotContain("s3");
        fault.ShouldNotContain("cret");
    }

    [Test]
    public void Target_Printed_DoesNotTellThePassword() =>
        $"{DatabaseUrl.Parse(new Secret("postgres://user:s3cret@localhost/db")).Target}".ShouldNotContain("s3cret");

    private static NpgsqlConnectionStringBuilder Postgres(string url) =>
        new(DatabaseUrl.Parse(new Secret(url)).Target.ShouldBeOfType<PostgresTarget>().ConnectionString);
}
