using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <summary>What replicas tell each other every second, not worth keeping over a crash, and networks that came with wrong credentials. No part of the model.</summary>
    [DbContext(typeof(PostgresDbContext))]
    [Migration("20261126193000_SharedLimits")]
    public partial class SharedLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE UNLOGGED TABLE replica_demand (
                replica uuid PRIMARY KEY,
                at timestamptz NOT NULL,
                demand bytea NOT NULL);
            CREATE TABLE wrong_credentials (
                network text PRIMARY KEY,
                full_at bigint NOT NULL,
                changed bigint NOT NULL);
            CREATE INDEX wrong_credentials_changed ON wrong_credentials (changed);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE replica_demand; DROP TABLE wrong_credentials");
    }
}
