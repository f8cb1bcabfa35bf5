using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
{
    /// <summary>Networks that came with wrong credentials. A SQLite file has one process, whose limits nobody shares. No part of the model.</summary>
    [DbContext(typeof(SqliteDbContext))]
    [Migration("20261126193000_SharedLimits")]
    public partial class SharedLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE wrong_credentials (
                network TEXT NOT NULL PRIMARY KEY,
                full_at INTEGER NOT NULL,
                changed INTEGER NOT NULL);
            CREATE INDEX wrong_credentials_changed ON wrong_credentials (changed);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE wrong_credentials");
    }
}
