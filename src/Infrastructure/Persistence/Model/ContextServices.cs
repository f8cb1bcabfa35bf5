using McpService.Infrastructure.Persistence.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>Registers EF Core for the configured database. Nothing of it is loaded until a context is asked for.</summary>
internal static class ContextServices
{
    public static IServiceCollection AddContexts(this IServiceCollection services) => services
        .AddPooledDbContextFactory<PostgresDbContext>(Configure)
        .AddPooledDbContextFactory<SqliteDbContext>(Configure)
        .AddSingleton<IDbContextFactory<GatewayDbContext>>(provider => provider.GetRequiredService<DatabaseProvider>() is PostgresProvider
            ? new GatewayDbContextFactory<PostgresDbContext>(provider)
            : new GatewayDbContextFactory<SqliteDbContext>(provider))
        .AddScoped<DatabaseSession>();

    private static void Configure(IServiceProvider provider, DbContextOptionsBuilder options)
    {
        var database = provider.GetRequiredService<DatabaseProvider>();
        if (database is PostgresProvider) options.UseNpgsql(database.ConnectionString);
        else options.UseSqlite(database.ConnectionString).AddInterceptors(new ConnectionSettings(database));

        options.AddInterceptors(new SavingTime());

        // A line for each statement would halve the throughput. That the migrations make the model is for a test to say: asked at a start with a new
        // database, the answer costs two more models.
        options.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug)).Ignore(RelationalEventId.PendingModelChangesWarning));
    }
}
