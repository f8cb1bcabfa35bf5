using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <summary>A row that readiness writes, to see that the database can be written. No part of the model.</summary>
    [DbContext(typeof(PostgresDbContext))]
    [Migration("20261126153000_WriteProbe")]
    public partial class WriteProbe : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("CREATE TABLE write_probe (id smallint NOT NULL PRIMARY KEY, at timestamptz NOT NULL);");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE write_probe");
    }
}
