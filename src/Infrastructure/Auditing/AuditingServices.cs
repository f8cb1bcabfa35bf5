using McpService.Application.Auditing;
using McpService.Application.Auditing.GetUsage;
using McpService.Application.Auditing.GetVerification;
using McpService.Application.Auditing.ListAudit;
using McpService.Application.Health;
using McpService.Infrastructure.Auditing.Chain;
using McpService.Infrastructure.Auditing.Reading;
using McpService.Infrastructure.Auditing.Upkeep;
using McpService.Infrastructure.Auditing.Usage;
using McpService.Infrastructure.Auditing.Verification;
using McpService.Infrastructure.Auditing.Writing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Idempotency;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpService.Infrastructure.Auditing;

/// <summary>Registers the audit trail. Needs <c>AddPersistence</c> and <c>AddSecurity</c> beside it.</summary>
internal static class AuditingServices
{
    public static IServiceCollection AddAuditing(this IServiceCollection services) => services
        .AddSettings<AuditOptions>()
        .AddSingleton<IArgumentHasher, ArgumentHasher>()
        .AddSingleton<IAuditTrail, AuditTrail>()
        .AddSingleton<WrittenReader>()
        .AddSingleton<IAuditReader, AuditReader>()
        .AddSingleton<IUsageReader, UsageReader>()
        .AddSingleton<IReplicaReader, ReplicaReader>()
        .AddWriters()
        .AddUpkeep();

    private static IServiceCollection AddWriters(this IServiceCollection services)
    {
        // Telemetry registers it, too, where there is any.
        services.TryAddSingleton<TrailMetrics>();
        return services
            .AddTransient<BatchSealer>()
            .AddMetrics()
            .AddSingleton<WriterRegister>()
            .AddSingleton<IWriterRegister>(provider => provider.GetRequiredService<WriterRegister>())
            .AddSingleton(StoreOf)
            .AddSingleton<TrailCommits>()
            .AddSingleton<TrailWriter>()
            .AddHostedService(provider => provider.GetRequiredService<TrailWriter>())
            .AddSingleton<ChangeTrail>()
            .AddSingleton<IAuditedChanges>(provider => provider.GetRequiredService<ChangeTrail>())
            .AddSingleton<DeadWriters>();
    }

    private static IServiceCollection AddUpkeep(this IServiceCollection services) => services
        .AddSingleton(provider => new AuditVerification(provider.GetRequiredService<DatabaseProvider>(), provider.GetRequiredService<ServiceKeyRing>()))
        .AddSingleton<VerificationTable>()
        .AddSingleton<IVerificationMemory>(provider => provider.GetRequiredService<VerificationTable>())
        .AddSingleton(provider => new WholeTrailVerification(
            provider.GetRequiredService<AuditVerification>(), provider.GetRequiredService<VerificationTable>(), provider.GetRequiredService<InstanceId>(), provider.GetRequiredService<TimeProvider>()))
        .AddHostedService<RegularVerification>()
        .AddSingleton<UsageRollup>()
        .AddSingleton<AuditRetention>()
        .AddSingleton(provider => new AuditRetainer(provider.GetRequiredService<AuditRetention>()))
        .AddSingleton<TrailHeadKeeper>()
        .AddSingleton<RefusalCounter>()
        .AddSingleton<IRefusalCounter>(provider => provider.GetRequiredService<RefusalCounter>())
        .AddSingleton<IServiceStartStep, TrailStart>()
        .AddHostedService<TrailUpkeep>();

    private static ITrailStore StoreOf(IServiceProvider provider)
    {
        var database = provider.GetRequiredService<DatabaseProvider>();
        var records = provider.GetRequiredService<CallRecordSql>();
        return database is PostgresProvider postgres ? new PostgresTrailStore(postgres, records) : new SqliteTrailStore(database, records);
    }
}
