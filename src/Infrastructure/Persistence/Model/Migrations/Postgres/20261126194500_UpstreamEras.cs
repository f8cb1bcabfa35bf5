using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <summary>The revisions that upstreams speak. No part of the model.</summary>
    [DbContext(typeof(PostgresDbContext))]
    [Migration("20261126194500_UpstreamEras")]
    public partial class UpstreamEras : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE upstream_eras (
                upstream text NOT NULL PRIMARY KEY,
                has_sessions integer NOT NULL,
                is_sessionless integer NOT NULL,
                declined text,
                at timestamptz NOT NULL);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE upstream_eras");
    }
}
