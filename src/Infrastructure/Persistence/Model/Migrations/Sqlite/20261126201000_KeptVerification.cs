using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
{
    /// <summary>What the last look through the trail found: one row. No part of the model.</summary>
    [DbContext(typeof(SqliteDbContext))]
    [Migration("20261126201000_KeptVerification")]
    public partial class KeptVerification : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE audit_verification (
                id integer NOT NULL PRIMARY KEY CHECK (id = 1),
                begun INTEGER NOT NULL,
                result text);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE audit_verification");
    }
}
