using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <summary>Sessions that the gateway plays before an upstream without sessions. No part of the model.</summary>
    [DbContext(typeof(PostgresDbContext))]
    [Migration("20261126195500_BridgedSessions")]
    public partial class BridgedSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE bridged_sessions (
                session text NOT NULL PRIMARY KEY,
                ends_at timestamptz NOT NULL,
                log_level text,
                subscriptions text NOT NULL,
                is_ended integer NOT NULL,
                version integer NOT NULL);
            CREATE INDEX bridged_sessions_ends_at ON bridged_sessions (ends_at);
            CREATE TABLE bridged_mail (
                session text NOT NULL,
                name text NOT NULL,
                blob text NOT NULL,
                at timestamptz NOT NULL,
                PRIMARY KEY (session, name));
            CREATE INDEX bridged_mail_at ON bridged_mail (at);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE bridged_mail; DROP TABLE bridged_sessions");
    }
}
