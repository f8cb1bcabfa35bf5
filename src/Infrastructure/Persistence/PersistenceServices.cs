using McpService.Application.Callers;
using McpService.Application.Health;
using McpService.Application.Idempotency;
using McpService.Application.Tenants;
using McpService.Application.Upstream;
using McpService.Domain.Secrets;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Database.Urls;
using McpService.Infrastructure.Persistence.Idempotency;
using McpService.Infrastructure.Persistence.Model;
using McpService.Infrastructure.Persistence.ServiceKeys;
using McpService.Infrastructure.Persistence.Sessions;
using McpService.Infrastructure.Persistence.Start;
using McpService.Infrastructure.Persistence.Tenants;
using McpService.Infrastructure.Persistence.Upstreams;
using McpService.Infrastructure.Security.Encryption;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence;

/// <summary>Registers the database and what stands on it. Needs <c>AddSecurity</c> beside it for what is sealed.</summary>
internal static class PersistenceServices
{
    private const int CachedKeys = 50_000;
    private const int CachedUnknownKeys = 10_000;

    public static IServiceCollection AddPersistence(this IServiceCollection services) => services
        .AddSettings<DatabaseOptions>()
        .AddSingleton<IValidateOptions<DatabaseOptions>, SqliteFolderCheck>()
        .AddSingleton(ProviderOf)
        .AddSingleton<DatabaseGate>()
        .AddSingleton<Contexts>()
        .AddScoped<DatabaseSession>()
        .AddInitializer()
        .AddServiceKeys()
        .AddTenants()
        .AddSingleton<ISealedTable, SealedCredentials>()
        .AddIdempotency()
        .AddSingleton<IEraStore, EraTable>()
        .AddSingleton<IBridgedSessions, BridgedSessionTable>()
        .AddSingleton<IHealthProbe, HealthProbe>()
        .AddSingleton<IExpiringCredentials, ExpiringCredentials>()
        .AddVerdicts();

    private static IServiceCollection AddInitializer(this IServiceCollection services) => services
        .AddSingleton<DatabaseState>()
        .AddSingleton<Schema>()
        .AddSingleton(provider => new DatabaseMigrator(
            provider.GetRequiredService<DatabaseProvider>(),
            provider.GetRequiredService<Schema>(),
            provider.GetServices<IDatabaseReadyStep>(),
            provider.GetRequiredService<ILogger<DatabaseMigrator>>()))
        .AddSingleton<IServiceStartStep, LostDataWarning>()
        .AddHostedService<DatabaseInitializer>();

    private static IServiceCollection AddServiceKeys(this IServiceCollection services) => services
        .AddSingleton<IServiceKeyStore, ServiceKeyStore>()
        .AddSingleton<IDatabaseReadyStep, ServiceKeysReady>()
        .AddSingleton<ISealedTable, SealedServiceKeys>();

    private static IServiceCollection AddTenants(this IServiceCollection services) => services
        .AddSingleton<ApiKeyUse>()
        .AddSingleton<IApiKeyUse>(provider => provider.GetRequiredService<ApiKeyUse>())
        .AddHostedService<ApiKeyUseWriter>()
        .AddScoped<ITenantRepository, TenantRepository>()
        .AddSingleton(new TenantCache(CachedKeys, CachedUnknownKeys))
        .AddSingleton<TenantReader>()
        .AddSingleton<TenantLoader>()
        .AddSingleton<TenantDirectory>()
        .AddSingleton<TenantChangeFeed>()
        .AddSingleton<ITenantDirectory>(provider => provider.GetRequiredService<TenantDirectory>());

    private static IServiceCollection AddIdempotency(this IServiceCollection services) => services
        .AddSettings<IdempotencyOptions>()
        .AddSingleton<IdempotencyTable>()
        .AddSingleton<IIdempotencyRecords>(provider => provider.GetRequiredService<IdempotencyTable>())
        .AddSingleton<ICallRecords, CallRecords>()
        .AddSingleton(provider => new CallRecordSql(provider.GetRequiredService<DatabaseProvider>().Sql, provider.GetRequiredService<SecretBox>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<ISealedTable, SealedAnswers>();

    private static IServiceCollection AddVerdicts(this IServiceCollection services) => services
        .AddSingleton<CredentialVerdicts>()
        .AddSingleton<ICredentialVerdicts>(provider => provider.GetRequiredService<CredentialVerdicts>())
        .AddHostedService(provider => provider.GetRequiredService<CredentialVerdicts>());

    private static DatabaseProvider ProviderOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        return DatabaseTarget.Of(options, provider.GetRequiredService<DataFolder>()) switch
        {
            PostgresTarget postgres => new PostgresProvider(postgres),
            SqliteTarget sqlite => new SqliteProvider(sqlite.Path, provider.GetRequiredService<TimeProvider>()),
            _ => throw new InvalidOperationException("The options were checked when they were read."),
        };
    }
}
