using McpService.Application.Errors;
using McpService.Application.Tenants;
using McpService.Common.Waiting;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Start;
using McpService.Infrastructure.Security.ServiceKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Persistence;

[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public sealed class DatabaseInitializerTests(Engine engine)
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task SetUpAsync() => _database = await TestDatabase.CreateAsync(engine);

    [TearDown]
    public void TearDown() => _database?.Dispose();

    [Test]
    public async Task Start_TwoAtOnceOnAnEmptyDatabase_MakeOneSet()
    {
        await using var first = DatabaseHost.Create(_database.Url);
        await using var second = DatabaseHost.Create(_database.Url, instance: "instance-2");

        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await Task.WhenAll(first.ReadyAsync(), second.ReadyAsync());

        (await first.Get<IServiceKeyStore>().LoadAsync(CancellationToken.None)).Select(k => k.Purpose).Order().ShouldBe(Enum.GetValues<ServiceKeyPurpose>().Order());
        (await second.WithDatabaseAsync(db => db.Database.GetPendingMigrationsAsync())).ShouldBeEmpty();
    }

    [Test]
    public async Task Start_Again_FindsItsSchemaAndData()
    {
        var tenant = Samples.Tenant();
        await using (var first = await DatabaseHost.StartAsync(_database.Url)) await first.SaveAsync(tenant);

        await using var second = await DatabaseHost.StartAsync(_database.Url);

        (await second.WithRepositoryAsync(tenants => tenants.FindAsync(tenant.TenantId, CancellationToken.None))).ShouldNotBeNull();
    }

    [Test]
    public async Task Start_MayNotMigrate_IsUnreadyUntilSomebodyDid()
    {
        await using var host = DatabaseHost.Create(_database.Url, settings: ("MIGRATE_ON_START", "false"));
        await Should.ThrowAsync<SchemaOutdatedException>(() => host.Get<DatabaseMigrator>().PrepareAsync(migrate: false, CancellationToken.None));
        await host.StartAsync();
        host.State.IsReady.ShouldBeFalse();
        host.State.Why.ShouldNotBeNull();

        await host.Get<DatabaseMigrator>().MigrateAsync(CancellationToken.None);

        await host.ReadyAsync();
        host.State.Why.ShouldBeNull();
    }

    [Test]
    public async Task Start_StepFails_IsUnreadyAndTriesAgain()
    {
        var step = new FailsOnce();
        await using var host = DatabaseHost.Create(_database.Url, configure: services => services.AddSingleton<IDatabaseReadyStep>(step));

        await host.StartAsync();
        await host.ReadyAsync();

        step.Runs.ShouldBe(2);
    }

    [Test]
    public async Task Start_DatabaseContradictsTheSettings_StopsTheService()
    {
        await using var host = DatabaseHost.Create(_database.Url, configure: services => services.AddSingleton<IDatabaseReadyStep, Contradicts>());
        var stopping = new TaskCompletionSource();
        host.Get<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);

        await host.StartAsync();

        await stopping.Task.WaitAsync(WaitLimit.Default);
        host.State.IsReady.ShouldBeFalse();
    }

    [Test]
    public async Task Requests_BeforeReady_AreUnavailable()
    {
        await using var host = DatabaseHost.Create(_database.Url);

        await Should.ThrowAsync<UnavailableException>(() => host.Directory.FindByKeyIdAsync("key", CancellationToken.None).AsTask());
        await Should.ThrowAsync<UnavailableException>(() => host.CallAsync(Samples.Call(Samples.Now)));
        await Should.ThrowAsync<UnavailableException>(() => host.WithRepositoryAsync(t => t.ListAsync(new TenantPage(null, null, null, 1), CancellationToken.None)));
    }

    [Test]
    public async Task ServiceKeys_Added_AreLoadedAsTheyWere()
    {
        await using var host = await DatabaseHost.StartAsync(_database.Url);
        var key = NewKey("kid-9");

        await host.Get<IServiceKeyStore>().AddAsync([key], CancellationToken.None);

        var loaded = (await host.Get<IServiceKeyStore>().LoadAsync(CancellationToken.None)).Single(k => k.Kid == key.Kid);
        (loaded.Kid, loaded.Purpose, loaded.Blob, loaded.CreatedAt, loaded.RetiredAt).ShouldBe((key.Kid, key.Purpose, key.Blob, key.CreatedAt, null));
    }

    private static ServiceKey NewKey(string kid) => new() { Kid = kid, Purpose = ServiceKeyPurpose.AuditChain, Blob = "v1|k1|x", CreatedAt = Samples.Now };

    private sealed class Contradicts : IDatabaseReadyStep
    {
        public Task RunAsync(CancellationToken cancellationToken) =>
            Task.FromException(new OptionsValidationException("", typeof(object), ["ENCRYPTION_KEY lacks a key that the database needs."]));
    }

    private sealed class FailsOnce : IDatabaseReadyStep
    {
        public int Runs { get; private set; }

        public Task RunAsync(CancellationToken cancellationToken) =>
            ++Runs == 1 ? Task.FromException(new InvalidOperationException("Not yet.")) : Task.CompletedTask;
    }
}
