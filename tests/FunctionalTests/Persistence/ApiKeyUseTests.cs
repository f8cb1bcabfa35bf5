using McpService.Application.Tenants;
using McpService.Common.Time;
using McpService.Common.Waiting;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Tenants;
using Microsoft.EntityFrameworkCore;

namespace McpService.FunctionalTests.Persistence;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
internal sealed class ApiKeyUseTests(Engine engine)
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero));

    [Test]
    public async Task Note_ManyUses_AreWrittenOnceAMinuteAsTheLastOfThem()
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database.Url, _time);
        var tenant = Samples.Tenant(keyId: "used");
        await host.SaveAsync(tenant);
        await host.SaveAsync(Samples.Tenant(keyId: "unused"));
        var use = host.Get<ApiKeyUse>();

        for (var i = 0; i < 50; i++)
        {
            use.Note("used");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        (await LastUsedAsync(host, "used")).ShouldBeNull();
        var last = _time.GetUtcNow() - TimeSpan.FromSeconds(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(async _ => await LastUsedAsync(host, "used") == last, "The last use");

        (await LastUsedAsync(host, "unused")).ShouldBeNull();
        (await host.WithDatabaseAsync(db => db.Tenants.Select(t => t.Revision).Distinct().SingleAsync())).ShouldBe(tenant.Revision);
    }

    [Test]
    public async Task Stop_UsesNotWrittenYet_AreWritten()
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using (var host = await DatabaseHost.StartAsync(database.Url, _time))
        {
            await host.SaveAsync(Samples.Tenant(keyId: "used"));
            host.Get<ApiKeyUse>().Note("used");
        }

        await using var again = await DatabaseHost.StartAsync(database.Url, _time);
        (await LastUsedAsync(again, "used")).ShouldBe(_time.GetUtcNow());
    }

    private static Task<DateTimeOffset?> LastUsedAsync(DatabaseHost host, string keyId) =>
        host.WithDatabaseAsync(db => db.ApiKeys.Where(k => k.KeyId == keyId).Select(k => k.LastUsedAt).SingleAsync());
}
