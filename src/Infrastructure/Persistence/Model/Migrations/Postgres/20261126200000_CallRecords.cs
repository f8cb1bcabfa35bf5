using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <summary>What became of calls with an Idempotency-Key, beside the answers of changes. A record without a call is a change's. No part of the model.</summary>
    [DbContext(typeof(PostgresDbContext))]
    [Migration("20261126200000_CallRecords")]
    public partial class CallRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            ALTER TABLE idempotency_records ADD COLUMN call uuid;
            ALTER TABLE idempotency_records ADD COLUMN writer bigint;
            ALTER TABLE idempotency_records ADD COLUMN asked bytea;
            ALTER TABLE idempotency_records ADD COLUMN state smallint NOT NULL DEFAULT 1;
            CREATE INDEX idempotency_records_age ON idempotency_records (scope, at);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DELETE FROM idempotency_records WHERE call IS NOT NULL;
            DROP INDEX idempotency_records_age;
            ALTER TABLE idempotency_records DROP COLUMN call;
            ALTER TABLE idempotency_records DROP COLUMN writer;
            ALTER TABLE idempotency_records DROP COLUMN asked;
            ALTER TABLE idempotency_records DROP COLUMN state;
            """);
    }
}
