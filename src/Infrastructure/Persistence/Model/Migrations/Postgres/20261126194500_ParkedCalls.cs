using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <summary>Calls that wait for their clients' answers. No part of the model.</summary>
    [DbContext(typeof(PostgresDbContext))]
    [Migration("20261126194500_ParkedCalls")]
    public partial class ParkedCalls : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE parked_calls (
                id uuid PRIMARY KEY,
                tenant_ref uuid NOT NULL,
                credential_version uuid NOT NULL,
                intent bytea NOT NULL,
                place text NOT NULL,
                round integer NOT NULL,
                expires bigint NOT NULL,
                holder text NOT NULL,
                seen bigint NOT NULL,
                is_waiting boolean NOT NULL,
                is_held boolean NOT NULL,
                is_resumable boolean NOT NULL);
            CREATE INDEX parked_calls_tenant ON parked_calls (tenant_ref);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE parked_calls");
    }
}
