using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure.Replication;

/// <summary>Registers what carries changes from one replica to the others, and into what is open already.</summary>
internal static class ReplicationServices
{
    public static IServiceCollection AddReplication(this IServiceCollection services) => services
        .AddHostedService<TenantWatch>()
        .AddHostedService<SessionUse>()
        .AddHostedService<ServiceKeyWatch>()
        .AddHostedService<DemandExchange>()
        .AddSingleton<LockoutTable>()
        .AddHostedService<LockoutExchange>()
        .AddHostedService<BridgedSessionWatch>()
        .AddHostedService<ChangeListener>();
}
