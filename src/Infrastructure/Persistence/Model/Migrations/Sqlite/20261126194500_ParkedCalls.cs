using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
{
    /// <summary>Calls that wait for their clients' answers. No part of the model.</summary>
    [DbContext(typeof(SqliteDbContext))]
    [Migration("20261126194500_ParkedCalls")]
    public partial class ParkedCalls : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE parked_calls (
                id TEXT PRIMARY KEY,
                tenant_ref TEXT NOT NULL,
                credential_version TEXT NOT NULL,
                intent BLOB NOT NULL,
                place TEXT NOT NULL,
                round INTEGER NOT NULL,
                expires INTEGER NOT NULL,
                holder TEXT NOT NULL,
                seen INTEGER NOT NULL,
                is_waiting INTEGER NOT NULL,
                is_held INTEGER NOT NULL,
                is_resumable INTEGER NOT NULL);
            CREATE INDEX parked_calls_tenant ON parked_calls (tenant_ref);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE parked_calls");
    }
}
