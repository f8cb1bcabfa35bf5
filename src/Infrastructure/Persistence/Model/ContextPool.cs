using McpService.Infrastructure.Persistence.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>The pool behind <see cref="Contexts"/>: EF Core for the configured database.</summary>
internal abstract class ContextPool
{
    public static ContextPool Of(DatabaseProvider database, IServiceProvider services) => database is PostgresProvider
        ? new Pool<PostgresDbContext>(Options<PostgresDbContext>(services, options => options.UseNpgsql(database.ConnectionString)))
        : new Pool<SqliteDbContext>(Options<SqliteDbContext>(services, options => options.UseSqlite(database.ConnectionString).AddInterceptors(new ConnectionSettings(database))));

    public abstract GatewayDbContext Rent();

    private static DbContextOptions<T> Options<T>(IServiceProvider services, Action<DbContextOptionsBuilder> use)
        where T : GatewayDbContext
    {
        var options = new DbContextOptionsBuilder<T>().UseApplicationServiceProvider(services).AddInterceptors(new SavingTime());
        use(options);

        // A line for each statement would halve the throughput. That the migrations make the model is for a test to say: asked before a migration, the answer costs
        // two more models.
        options.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug)).Ignore(RelationalEventId.PendingModelChangesWarning));
        return options.Options;
    }

    private sealed class Pool<T>(DbContextOptions<T> options) : ContextPool
        where T : GatewayDbContext
    {
        private readonly PooledDbContextFactory<T> _contexts = new(options);

        public override GatewayDbContext Rent() => _contexts.CreateDbContext();
    }
}
