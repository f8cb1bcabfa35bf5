using McpService.Common.Kills;
using McpService.FunctionalTests.Persistence;

namespace McpService.FunctionalTests.Auditing;

/// <summary>kill -9 at random moments; the long run, by the load tests' command, has a hundred rounds.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class KillTests(Engine engine)
{
    private const int Rounds = 10;

    private TestDatabase _database = null!;

    [SetUp]
    public async Task SetUpAsync() => _database = await TestDatabase.CreateAsync(engine);

    [TearDown]
    public void TearDown() => _database?.Dispose();

    [Test]
    public async Task Kill_AtRandomMoments_NoCallTheUpstreamSawLacksAnEntryAndUsageAgrees()
    {
        var result = await new KillRounds(_database.Url, NumberAsync).RunAsync(Rounds);

        result.Seen.ShouldBeGreaterThan(0);
        result.Told.ShouldBeGreaterThanOrEqualTo(result.Seen, $"{result}");
        result.Used.ShouldBe(result.Counted, $"{result}");
        result.IsWhole.ShouldBeTrue(result.Output);
        result.Holds.ShouldBeTrue($"{result}");
    }

    private async Task<long> NumberAsync(string sql)
    {
        await using var host = DatabaseHost.Create(_database.Url);
        if (!sql.StartsWith("SELECT", StringComparison.Ordinal)) return await TrailRows.ExecuteAsync(host.Services, sql);
        return (await TrailRows.QueryAsync<long>(host.Services, sql))[0];
    }
}
