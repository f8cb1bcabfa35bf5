using McpService.Application.Auditing;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure.Auditing;

/// <summary>Registers the audit trail. Needs <c>AddPersistence</c> beside it, and an <see cref="IArgumentHasher"/>.</summary>
internal static class AuditingServices
{
    public static IServiceCollection AddAuditing(this IServiceCollection services) => services
        .AddSettings<AuditOptions>()
        .AddMetrics()
        .AddSingleton<AuditLosses>()
        .AddSingleton<AuditQueue>()
        .AddSingleton<IAuditTrail, AuditTrail>()
        .AddSingleton(TableOf)
        .AddSingleton<OrphanedIntents>()
        .AddSingleton<AuditRetention>()
        .AddHostedService<AuditWriter>()
        .AddHostedService<AuditUpkeep>();

    private static IAuditTable TableOf(IServiceProvider provider)
    {
        var database = provider.GetRequiredService<DatabaseProvider>();
        return database is PostgresProvider ? new PostgresAuditTable(database) : new SqliteAuditTable(database);
    }
}
