using System.Security.Cryptography;
using McpService.Application.Auditing;
using McpService.Application.Callers;
using McpService.Application.Idempotency;
using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.FunctionalTests.Auditing;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Persistence;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Persistence.Tenants;
using McpService.Infrastructure.Security;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpService.FunctionalTests.Persistence;

/// <summary>Security, persistence and audit trail as the service hosts them, and nothing else.</summary>
internal sealed class DatabaseHost : IAsyncDisposable
{
    private static readonly string EncryptionKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private readonly IHost _host;

    private DatabaseHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public DatabaseState State => Get<DatabaseState>();

    public IAuditTrail Trail => Get<IAuditTrail>();

    public TenantDirectory Directory => Get<TenantDirectory>();

    /// <summary>Built and not started.</summary>
    public static DatabaseHost Create(string? url, TimeProvider? time = null, string instance = "instance-1", Action<IServiceCollection>? configure = null, params (string Name, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(settings.Append(("DATABASE_URL", url)).Append(("ENCRYPTION_KEY", EncryptionKey)).ToDictionary(s => s.Item1, s => s.Item2));
        builder.Services
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(new DataFolder(Path.GetTempPath()))
            .AddSingleton(new InstanceId(instance))
            .AddScoped<ICallContext, FixedCall>()
            .AddScoped(provider => provider.GetRequiredService<ICallContext>().Acts)
            .AddScoped<IdempotentAct>()
            .AddSecurity()
            .AddPersistence()
            .AddAuditing();
        configure?.Invoke(builder.Services);
        return new DatabaseHost(builder.Build());
    }

    /// <summary>Started, with the database ready.</summary>
    public static async Task<DatabaseHost> StartAsync(string? url, TimeProvider? time = null, string instance = "instance-1", Action<IServiceCollection>? configure = null, params (string Name, string? Value)[] settings)
    {
        var host = Create(url, time, instance, configure, settings);
        await host.StartAsync();
        await host.ReadyAsync();
        return host;
    }

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    public Task ReadyAsync() => State.WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public async Task<T> WithRepositoryAsync<T>(Func<ITenantRepository, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<AuditEntries>().Begin(AuditAction.TenantCreate);
        return await work(scope.ServiceProvider.GetRequiredService<ITenantRepository>());
    }

    public Task SaveAsync(Tenant tenant) => WithRepositoryAsync(async tenants =>
    {
        await tenants.SaveAsync(tenant, CancellationToken.None);
        return true;
    });

    public async Task<T> WithDatabaseAsync<T>(Func<GatewayDbContext, Task<T>> work)
    {
        await using var db = Get<Contexts>().Create();
        return await work(db);
    }

    public Task<List<AuditEntry>> AuditAsync() => TrailRows.ReadAsync(Services);

    /// <summary>A call that begins and ends.</summary>
    public async Task CallAsync(AuditEntry call)
    {
        var open = await Trail.BeginAsync(call, CancellationToken.None);
        call.Conclude(AuditOutcome.Success, null, TimeSpan.FromMilliseconds(5));
        open.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
    }
}
