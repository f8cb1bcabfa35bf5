using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
{
    /// <summary>What was answered to changes with an Idempotency-Key, sealed. No part of the model.</summary>
    [DbContext(typeof(SqliteDbContext))]
    [Migration("20261126160000_IdempotencyRecords")]
    public partial class IdempotencyRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE idempotency_records (
                scope TEXT NOT NULL,
                digest TEXT NOT NULL,
                at INTEGER NOT NULL,
                tenant_ref TEXT NOT NULL,
                blob TEXT,
                PRIMARY KEY (scope, digest));
            CREATE INDEX idempotency_records_at ON idempotency_records (at);
            CREATE INDEX idempotency_records_tenant ON idempotency_records (tenant_ref);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE idempotency_records");
    }
}
