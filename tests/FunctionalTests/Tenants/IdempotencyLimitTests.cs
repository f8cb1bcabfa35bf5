using System.Globalization;
using System.Net;
using McpService.Common.Gateway;
using McpService.Common.Waiting;
using McpService.FunctionalTests.Persistence;
using McpService.Infrastructure.Security.ApiKeys;

namespace McpService.FunctionalTests.Tenants;

/// <summary>What is kept for repetitions is bounded, and who is over the bound is told when to come again.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class IdempotencyLimitTests(Engine engine)
{
    private const string NewTenant = """{"name":"Acme","integrationKey":"hubspot","integrationAppToken":"alice"}""";

    [Test]
    public async Task Keys_MoreThanAreKept_AreRefusedAndTheOthersStillAnswered()
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var gateway = await GatewayHost.StartAsync($"--DATABASE_URL={database.Url}", "--IDEMPOTENCY_MAX_RECORDS=2");
        await Eventually.TrueAsync(async _ => (await CreateAsync(gateway, "one")).Status == HttpStatusCode.Created, "The first change");
        (await CreateAsync(gateway, "two")).Status.ShouldBe(HttpStatusCode.Created);

        var refused = await CreateAsync(gateway, "three");

        ((int)refused.Status, refused.Code).ShouldBe((429, "too_many_idempotency_keys"));
        int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture).ShouldBeInRange(80_000, 86_400);
        (await CreateAsync(gateway, "one")).Headers["Idempotent-Replayed"].ShouldBe("true");
        await gateway.CreateTenantAsync();
    }

    private static Task<Answer> CreateAsync(GatewayHost gateway, string key) =>
        gateway.SendAsync(HttpMethod.Post, "/api/tenants", NewTenant, ("Authorization", $"Bearer {AdminOptions.SampleKey}"), ("Idempotency-Key", key));
}
