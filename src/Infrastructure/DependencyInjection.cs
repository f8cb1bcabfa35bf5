using McpService.Application.Settings;
using McpService.Infrastructure.Auditing;
using McpService.Infrastructure.Mcp;
using McpService.Infrastructure.Persistence;
using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Persistence.Tenants;
using McpService.Infrastructure.Replication;
using McpService.Infrastructure.Security;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.Infrastructure;

/// <summary>Registers what the use cases stand on.</summary>
public static class DependencyInjection
{
    public static IServiceCollection AddInfrastructure(this IServiceCollection services) => services
        .AddSecurity()
        .AddPersistence()
        .AddAuditing()
        .AddMcp()
        .AddReplication()
        .AddSingleton<ISettingsReport, SettingsReport>()
        .AddSingleton<IDatabaseReadyStep, CredentialKeysReady>();
}
