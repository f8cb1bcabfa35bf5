using McpService.Application.Errors;
using McpService.Application.Health;
using McpService.Application.Tenants;
using McpService.Common.Databases;
using McpService.Common.Time;
using McpService.Common.Waiting;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Auditing;
using McpService.Infrastructure.Auditing.Writing;
using Npgsql;
using NUnit.Framework;
using Shouldly;

namespace McpService.FunctionalTests.Persistence;

/// <summary>PostgreSQL stops, freezes, refuses: requests are refused within two seconds, and everything mends itself.</summary>
[TestFixture]
internal sealed class DatabaseOutageTests
{
    // Two seconds, and what a busy build machine adds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    private PostgresServer _server = null!;
    private string _url = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _url = (await _server.CreateDatabaseAsync()).Url;
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _server?.Thaw();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Test]
    public async Task Start_DatabaseAway_IsUnreadyAndMendsItself()
    {
        await _server.StopAsync();
        await using var host = DatabaseHost.Create(_url);
        await host.StartAsync();
        (await host.Get<IHealthProbe>().CheckDatabaseAsync(CancellationToken.None)).Healthy.ShouldBeFalse();
        host.Get<IHealthProbe>().WhyNotReady.ShouldNotBeNull();

        await _server.StartAsync();
        await host.ReadyAsync();

        host.Get<IHealthProbe>().WhyNotReady.ShouldBeNull();
        (await host.Get<IHealthProbe>().CheckDatabaseAsync(CancellationToken.None)).Healthy.ShouldBeTrue();
    }

    [Test]
    public async Task Requests_DatabaseStopped_AreUnavailableAndComeBack()
    {
        await using var host = await DatabaseHost.StartAsync(_url);
        var tenant = Samples.Tenant();
        await host.SaveAsync(tenant);
        await ListAsync(host);
        await _server.StopAsync();

        await EverythingIsUnavailableAsync(host);

        await _server.StartAsync();
        await host.CallAsync(Samples.Call(Samples.Now));
        (await host.Directory.FindByKeyIdAsync(tenant.ApiKeys[0].KeyId, CancellationToken.None)).ShouldNotBeNull();
    }

    [Test]
    public async Task Requests_DatabaseFrozen_AreUnavailableWithinTwoSecondsAndComeBack()
    {
        await using var host = await DatabaseHost.StartAsync(_url);
        var tenant = Samples.Tenant();
        await host.SaveAsync(tenant);
        await ListAsync(host); // what EF Core has not compiled yet may take longer
        await host.CallAsync(Samples.Call(Samples.Now));
        _server.Freeze();

        await EverythingIsUnavailableAsync(host);

        _server.Thaw();
        await Eventually.TrueAsync(_ => IsServedAsync(host.CallAsync(Samples.Call(Samples.Now))), "a call again");
        (await host.Directory.FindByKeyIdAsync(tenant.ApiKeys[0].KeyId, CancellationToken.None)).ShouldNotBeNull();
    }

    /// <summary>EF Core is loaded for the first list and the first change: that takes time, and the database gets none of it.</summary>
    [Test]
    public async Task Requests_DatabaseFrozenBeforeTheFirstOfTheirKind_AreUnavailableWithinTwoSeconds()
    {
        await using var host = await DatabaseHost.StartAsync(_url);
        _server.Freeze();

        await EverythingIsUnavailableAsync(host);

        _server.Thaw();
    }

    [Test]
    public async Task Requests_NoConnectionFree_AreUnavailable()
    {
        await using var host = await DatabaseHost.StartAsync(_url);
        await ListAsync(host);
        await using var other = new NpgsqlConnection(ConnectionString());
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE tenants, audit_entries IN ACCESS EXCLUSIVE MODE", other)) await command.ExecuteNonQueryAsync();

        // Far more than the pool holds, all behind the lock.
        var listings = Enumerable.Range(0, 40).Select(_ => RefusedAsync(ListAsync(host), "a list")).ToList();
        await EverythingIsUnavailableAsync(host);
        await Task.WhenAll(listings);

        await transaction.RollbackAsync();
        await host.CallAsync(Samples.Call(Samples.Now));
    }

    [Test]
    public async Task Directory_DatabaseStopped_ServesTheRestOfItsSecond()
    {
        var time = new ManualTimeProvider();
        await using var host = await DatabaseHost.StartAsync(_url, time);
        var tenant = Samples.Tenant();
        await host.SaveAsync(tenant);
        await host.Directory.FindByKeyIdAsync(tenant.ApiKeys[0].KeyId, CancellationToken.None);
        await _server.StopAsync();

        (await host.Directory.FindByKeyIdAsync(tenant.ApiKeys[0].KeyId, CancellationToken.None)).ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(host.Directory.FindByKeyIdAsync(tenant.ApiKeys[0].KeyId, CancellationToken.None).AsTask(), "a key");
    }

    [Test]
    public async Task Ended_DatabaseAwayForAWhile_AreWrittenWhenItIsBack()
    {
        await using var host = await DatabaseHost.StartAsync(_url);
        var calls = Enumerable.Range(0, 3_000).Select(i => Samples.Call(Samples.Now.AddMilliseconds(i))).ToList();
        var open = await Task.WhenAll(calls.Select(c => host.Trail.BeginAsync(c, CancellationToken.None).AsTask()));
        await _server.StopAsync();
        foreach (var call in open) call.Close();
        var refused = Samples.Call(Samples.Now);
        await RefusedAsync(host.CallAsync(refused), "a call");

        await _server.StartAsync();
        NpgsqlConnection.ClearAllPools(); // what looks into the table is no service, which would try again
        await Eventually.TrueAsync(_ => Task.FromResult(host.Get<TrailWriter>().Backlog == 0), "nothing that waits");

        // The refused call has an entry where its intent came so far that it might have been written, and then it says so.
        var rows = await host.AuditAsync();
        rows.Where(e => e.Id != refused.Id).Select(e => e.Id).ShouldBe(calls.Select(c => c.Id), ignoreOrder: true);
        rows.Where(e => e.Id == refused.Id).ShouldAllBe(e => e.Outcome == AuditOutcome.NotSent && e.Code == "database_unavailable");
        await Eventually.TrueAsync(
            async _ => (await TrailRows.QueryAsync<long>(host.Services, "SELECT coalesce(sum(calls), 0)::bigint FROM usage"))[0] == rows.Count, "the usage of these rows");
    }

    /// <summary>Nobody asks for anything meanwhile, and the last of it is in a commit whose answer was lost.</summary>
    [Test]
    public async Task Ended_DatabaseAwayAndNoCallComesAfter_AreWrittenWhenItIsBack()
    {
        await using var host = await DatabaseHost.StartAsync(_url);
        var call = Samples.Call(Samples.Now);
        var open = await host.Trail.BeginAsync(call, CancellationToken.None);
        await _server.StopAsync();
        open.Close();
        await Eventually.TrueAsync(_ => Task.FromResult(host.Get<TrailCommits>().IsAway), "the commit that fails");

        await _server.StartAsync();
        NpgsqlConnection.ClearAllPools();

        await Eventually.TrueAsync(async _ => (await host.AuditAsync()).Any(e => e.Id == call.Id), "its row");
    }

    private string ConnectionString()
    {
        var url = new Uri(_url);
        return $"Host=127.0.0.1;Port={url.Port};Username=mcpservice;Password=test-password;Database={url.AbsolutePath[1..]};Pooling=false";
    }

    private static async Task EverythingIsUnavailableAsync(DatabaseHost host)
    {
        var health = host.Get<IHealthProbe>().CheckDatabaseAsync(CancellationToken.None);
        await Task.WhenAll(
            RefusedAsync(ListAsync(host), "a list"),
            RefusedAsync(host.SaveAsync(Samples.Tenant()), "a change"),
            RefusedAsync(host.Directory.FindByKeyIdAsync("nobody", CancellationToken.None).AsTask(), "a key"),
            RefusedAsync(host.CallAsync(Samples.Call(Samples.Now)), "a call"),
            RefusedAsync(host.CallAsync(Samples.Call(Samples.Now)), "another call"));
        (await health.WaitAsync(Limit)).Healthy.ShouldBeFalse();
    }

    /// <summary>A busy machine takes its time to connect again, and a call meanwhile is refused like those before.</summary>
    private static async Task<bool> IsServedAsync(Task call)
    {
        try
        {
            await call;
            return true;
        }
        catch (UnavailableException)
        {
            return false;
        }
    }

    private static Task<IReadOnlyList<Tenant>> ListAsync(DatabaseHost host) =>
        host.WithRepositoryAsync(tenants => tenants.ListAsync(new TenantPage(null, null, null, 1), CancellationToken.None));

    private static async Task RefusedAsync(Task request, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        (await Should.ThrowAsync<UnavailableException>(() => request)).Code.ShouldBe("database_unavailable");
        var time = TimeProvider.System.GetElapsedTime(started);
        time.ShouldBeLessThan(Limit, what);
    }
}
