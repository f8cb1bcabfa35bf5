using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
{
    /// <summary>The revisions that upstreams speak. No part of the model.</summary>
    [DbContext(typeof(SqliteDbContext))]
    [Migration("20261126194500_UpstreamEras")]
    public partial class UpstreamEras : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE upstream_eras (
                upstream TEXT NOT NULL PRIMARY KEY,
                has_sessions INTEGER NOT NULL,
                is_sessionless INTEGER NOT NULL,
                declined TEXT,
                at INTEGER NOT NULL);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE upstream_eras");
    }
}
