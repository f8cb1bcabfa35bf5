using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace McpService.Infrastructure.Persistence.Model;

internal sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : GatewayDbContext(options)
{
    // Npgsql writes timestamptz from UTC only.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
}

/// <summary>For <c>dotnet ef migrations</c>, which needs the model and no database.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresDbContext>
{
    public PostgresDbContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDbContext>().UseNpgsql().Options);
}
