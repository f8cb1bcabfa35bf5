using System.Net.Sockets;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NUnit.Framework;
using Shouldly;

namespace McpService.UnitTests.Persistence;

[TestFixture]
internal sealed class DatabaseFailureTests
{
    [TestCase("08006")]
    [TestCase("28P01")]
    [TestCase("3D000")]
    [TestCase("40P01")]
    [TestCase("53300")]
    [TestCase("57014")]
    [TestCase("57P01")]
    [TestCase("57P03")]
    [TestCase("55P03")]
    [TestCase("25006")]
    public void IsAway_PostgresCannotServe_True(string state) => DatabaseFailure.IsAway(Wrapped(Postgres(state))).ShouldBeTrue();

    [TestCase("23505")]
    [TestCase("23503")]
    [TestCase("23001")]
    [TestCase("22021")]
    [TestCase("22001")]
    [TestCase("42P01")]
    [TestCase("42601")]
    public void IsAway_PostgresSaysNo_False(string state) => DatabaseFailure.IsAway(Wrapped(Postgres(state))).ShouldBeFalse();

    [TestCase(5, true)]
    [TestCase(8, true)]
    [TestCase(10, true)]
    [TestCase(13, true)]
    [TestCase(14, true)]
    [TestCase(19, false)]
    [TestCase(1, false)]
    public void IsAway_Sqlite_ByItsCode(int code, bool away) => DatabaseFailure.IsAway(Wrapped(new SqliteException("x", code))).ShouldBe(away);

    [Test]
    public void IsAway_NoConnection_True()
    {
        DatabaseFailure.IsAway(Wrapped(new NpgsqlException("x", new SocketException()))).ShouldBeTrue();
        DatabaseFailure.IsAway(new NpgsqlException("The connection pool has been exhausted", new TimeoutException())).ShouldBeTrue();
    }

    [Test]
    public void IsAway_SomethingElse_False()
    {
        DatabaseFailure.IsAway(new DbUpdateConcurrencyException("x")).ShouldBeFalse();
        DatabaseFailure.IsAway(new InvalidOperationException("x")).ShouldBeFalse();
    }

    /// <summary>As EF Core hands failures on.</summary>
    private static DbUpdateException Wrapped(Exception failure) => new("x", new InvalidOperationException("y", failure));

    private static PostgresException Postgres(string state) => new("x", "ERROR", "ERROR", state);
}
