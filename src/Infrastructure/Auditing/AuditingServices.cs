using McpService.Application.Auditing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure.Auditing;

/// <summary>Registers the audit trail. Needs <c>AddPersistence</c> and <c>AddSecurity</c> beside it.</summary>
internal static class AuditingServices
{
    public static IServiceCollection AddAuditing(this IServiceCollection services) => services
        .AddSettings<AuditOptions>()
        .AddMetrics()
        .AddSingleton<AuditLosses>()
        .AddSingleton<AuditQueue>()
        .AddSingleton<IAuditTrail, AuditTrail>()
        .AddSingleton(TableOf)
        .AddSingleton<IArgumentHasher, ArgumentHasher>()
        .AddSingleton<OrphanedIntents>()
        .AddSingleton<IServiceStartStep, OwnOrphansClosed>()
        .AddSingleton<AuditRetention>()
        .AddHostedService<AuditWriter>()
        .AddHostedService<AuditUpkeep>();

    private static IAuditTable TableOf(IServiceProvider provider)
    {
        var database = provider.GetRequiredService<DatabaseProvider>();
        return database is PostgresProvider ? new PostgresAuditTable(database) : new SqliteAuditTable(database);
    }
}
