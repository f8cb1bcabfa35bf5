using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Trail : Migration
    {
        // The trail is no part of the model: whoever writes and reads it does so by statements. Rows of before stay as they are.
        private const string Tables = """
            DROP TRIGGER audit_entries_refuse_update;
            ALTER TABLE audit_entries RENAME TO audit_entries_before_chain;
            CREATE TRIGGER audit_entries_before_chain_refuse_update BEFORE UPDATE ON audit_entries_before_chain
            BEGIN
                SELECT RAISE(ABORT, 'audit_entries_before_chain is insert-only');
            END;

            CREATE TABLE audit_writers (
                id INTEGER NOT NULL PRIMARY KEY,
                kind INTEGER NOT NULL,
                instance TEXT NOT NULL,
                started INTEGER NOT NULL,
                last_seen INTEGER NOT NULL,
                closed INTEGER,
                closed_by INTEGER,
                usage_sequence INTEGER NOT NULL DEFAULT 0,
                kept_from INTEGER NOT NULL DEFAULT 1,
                kept_mac BLOB,
                anchor BLOB,
                anchor_key_id TEXT) WITHOUT ROWID;

            CREATE TABLE audit_batches (
                writer INTEGER NOT NULL,
                sequence INTEGER NOT NULL,
                at INTEGER NOT NULL,
                open_from INTEGER NOT NULL,
                intents BLOB,
                entry_ids BLOB,
                digest BLOB,
                heads BLOB,
                previous_mac BLOB,
                mac BLOB NOT NULL,
                key_id TEXT NOT NULL,
                PRIMARY KEY (writer, sequence)) WITHOUT ROWID;

            CREATE TABLE audit_entries (
                id TEXT NOT NULL PRIMARY KEY,
                tenant_ref TEXT,
                writer INTEGER NOT NULL,
                sequence INTEGER NOT NULL,
                duration INTEGER,
                bytes_in INTEGER,
                bytes_out INTEGER,
                times INTEGER,
                actor INTEGER NOT NULL,
                action INTEGER NOT NULL,
                outcome INTEGER NOT NULL,
                key_id TEXT,
                address TEXT,
                tool TEXT,
                tool_asked TEXT,
                code TEXT,
                request_id TEXT,
                arguments_hash BLOB) WITHOUT ROWID;

            CREATE INDEX audit_entries_tenant ON audit_entries (tenant_ref, id);

            CREATE TABLE usage (
                writer INTEGER NOT NULL,
                at INTEGER NOT NULL,
                span INTEGER NOT NULL,
                tenant_ref TEXT NOT NULL,
                tool TEXT NOT NULL,
                outcome INTEGER NOT NULL,
                calls INTEGER NOT NULL,
                refusals INTEGER NOT NULL,
                bytes_in INTEGER NOT NULL,
                bytes_out INTEGER NOT NULL,
                duration INTEGER NOT NULL,
                d0 INTEGER NOT NULL,
                d1 INTEGER NOT NULL,
                d2 INTEGER NOT NULL,
                d3 INTEGER NOT NULL,
                d4 INTEGER NOT NULL,
                d5 INTEGER NOT NULL,
                d6 INTEGER NOT NULL,
                d7 INTEGER NOT NULL,
                d8 INTEGER NOT NULL,
                d9 INTEGER NOT NULL,
                d10 INTEGER NOT NULL,
                d11 INTEGER NOT NULL,
                d12 INTEGER NOT NULL,
                d13 INTEGER NOT NULL,
                d14 INTEGER NOT NULL,
                PRIMARY KEY (at, span, tenant_ref, tool, outcome, writer)) WITHOUT ROWID;

            CREATE INDEX usage_tenant ON usage (tenant_ref, at);

            CREATE TRIGGER audit_entries_refuse_update BEFORE UPDATE ON audit_entries
            BEGIN
                SELECT RAISE(ABORT, 'audit_entries is insert-only');
            END;
            CREATE TRIGGER audit_batches_refuse_update BEFORE UPDATE ON audit_batches
            BEGIN
                SELECT RAISE(ABORT, 'audit_batches is insert-only');
            END;

            -- In place of a foreign key, which would look at the tenant for every entry.
            CREATE TRIGGER tenants_refuse_delete BEFORE DELETE ON tenants
            WHEN EXISTS (SELECT 1 FROM audit_entries WHERE tenant_ref = OLD.id)
            BEGIN
                SELECT RAISE(ABORT, 'the tenant has a trail');
            END;
            """;

        private const string NoTables = """
            DROP TRIGGER tenants_refuse_delete;
            DROP TABLE usage;
            DROP TABLE audit_entries;
            DROP TABLE audit_batches;
            DROP TABLE audit_writers;
            DROP TRIGGER audit_entries_before_chain_refuse_update;
            ALTER TABLE audit_entries_before_chain RENAME TO audit_entries;
            CREATE TRIGGER audit_entries_refuse_update BEFORE UPDATE ON audit_entries
            BEGIN
                SELECT RAISE(ABORT, 'audit_entries is insert-only');
            END;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Tables);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(NoTables);
    }
}
