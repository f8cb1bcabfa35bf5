using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
{
    /// <summary>Sessions that the gateway plays before an upstream without sessions. No part of the model.</summary>
    [DbContext(typeof(SqliteDbContext))]
    [Migration("20261126195500_BridgedSessions")]
    public partial class BridgedSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE bridged_sessions (
                session TEXT NOT NULL PRIMARY KEY,
                ends_at INTEGER NOT NULL,
                log_level TEXT,
                subscriptions TEXT NOT NULL,
                is_ended INTEGER NOT NULL,
                version INTEGER NOT NULL);
            CREATE INDEX bridged_sessions_ends_at ON bridged_sessions (ends_at);
            CREATE TABLE bridged_mail (
                session TEXT NOT NULL,
                name TEXT NOT NULL,
                blob TEXT NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (session, name));
            CREATE INDEX bridged_mail_at ON bridged_mail (at);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE bridged_mail; DROP TABLE bridged_sessions");
    }
}
