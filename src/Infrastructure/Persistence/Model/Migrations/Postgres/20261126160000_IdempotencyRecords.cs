using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <summary>What was answered to changes with an Idempotency-Key, sealed. No part of the model.</summary>
    [DbContext(typeof(PostgresDbContext))]
    [Migration("20261126160000_IdempotencyRecords")]
    public partial class IdempotencyRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE idempotency_records (
                scope text NOT NULL,
                digest text NOT NULL,
                at timestamptz NOT NULL,
                tenant_ref uuid NOT NULL,
                blob text,
                PRIMARY KEY (scope, digest));
            CREATE INDEX idempotency_records_at ON idempotency_records (at);
            CREATE INDEX idempotency_records_tenant ON idempotency_records (tenant_ref);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE idempotency_records");
    }
}
