using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
{
    /// <summary>A row that readiness writes, to see that the database can be written. No part of the model.</summary>
    [DbContext(typeof(SqliteDbContext))]
    [Migration("20261126153000_WriteProbe")]
    public partial class WriteProbe : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("CREATE TABLE write_probe (id INTEGER NOT NULL PRIMARY KEY, at INTEGER NOT NULL);");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE write_probe");
    }
}
