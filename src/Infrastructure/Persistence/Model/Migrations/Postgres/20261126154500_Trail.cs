using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Trail : Migration
    {
        // The trail is no part of the model: whoever writes and reads it does so by statements. Rows of before stay as they are.
        private const string Tables = """
            ALTER TABLE audit_entries RENAME TO audit_entries_before_chain;
            ALTER TABLE audit_entries_before_chain RENAME CONSTRAINT "PK_audit_entries" TO "PK_audit_entries_before_chain";

            CREATE TABLE audit_writers (
                id bigint NOT NULL PRIMARY KEY,
                kind smallint NOT NULL,
                instance text NOT NULL,
                started bigint NOT NULL,
                last_seen bigint NOT NULL,
                closed bigint,
                closed_by bigint,
                usage_sequence bigint NOT NULL DEFAULT 0,
                kept_from bigint NOT NULL DEFAULT 1,
                kept_mac bytea,
                anchor bytea,
                anchor_key_id text);

            CREATE TABLE audit_batches (
                writer bigint NOT NULL,
                sequence bigint NOT NULL,
                at bigint NOT NULL,
                open_from bigint NOT NULL,
                intents bytea,
                entry_ids bytea,
                digest bytea,
                heads bytea,
                previous_mac bytea,
                mac bytea NOT NULL,
                key_id text NOT NULL,
                PRIMARY KEY (writer, sequence));

            CREATE TABLE audit_entries (
                id uuid NOT NULL PRIMARY KEY,
                tenant_ref uuid,
                writer bigint NOT NULL,
                sequence bigint NOT NULL,
                duration bigint,
                bytes_in bigint,
                bytes_out bigint,
                times bigint,
                actor smallint NOT NULL,
                action smallint NOT NULL,
                outcome smallint NOT NULL,
                key_id text,
                address text,
                tool text,
                tool_asked text,
                code text,
                request_id text,
                arguments_hash bytea);

            CREATE INDEX audit_entries_tenant ON audit_entries (tenant_ref, id);

            CREATE TABLE usage (
                writer bigint NOT NULL,
                at bigint NOT NULL,
                span integer NOT NULL,
                tenant_ref uuid NOT NULL,
                tool text NOT NULL,
                outcome smallint NOT NULL,
                calls bigint NOT NULL,
                refusals bigint NOT NULL,
                bytes_in bigint NOT NULL,
                bytes_out bigint NOT NULL,
                duration bigint NOT NULL,
                d0 bigint NOT NULL,
                d1 bigint NOT NULL,
                d2 bigint NOT NULL,
                d3 bigint NOT NULL,
                d4 bigint NOT NULL,
                d5 bigint NOT NULL,
                d6 bigint NOT NULL,
                d7 bigint NOT NULL,
                d8 bigint NOT NULL,
                d9 bigint NOT NULL,
                d10 bigint NOT NULL,
                d11 bigint NOT NULL,
                d12 bigint NOT NULL,
                d13 bigint NOT NULL,
                d14 bigint NOT NULL,
                PRIMARY KEY (at, span, tenant_ref, tool, outcome, writer));

            CREATE INDEX usage_tenant ON usage (tenant_ref, at);

            -- Compressed by the database they would cost more than they save.
            ALTER TABLE audit_batches ALTER COLUMN intents SET STORAGE EXTERNAL, ALTER COLUMN entry_ids SET STORAGE EXTERNAL;

            CREATE FUNCTION audit_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER audit_entries_refuse_update BEFORE UPDATE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_refuse_update();
            CREATE TRIGGER audit_batches_refuse_update BEFORE UPDATE ON audit_batches FOR EACH ROW EXECUTE FUNCTION audit_refuse_update();

            -- In place of a foreign key, which would look at the tenant for every entry.
            CREATE FUNCTION tenants_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM audit_entries WHERE tenant_ref = OLD.id) THEN
                    RAISE EXCEPTION 'the tenant has a trail' USING ERRCODE = 'foreign_key_violation';
                END IF;
                RETURN OLD;
            END $$;
            CREATE TRIGGER tenants_refuse_delete BEFORE DELETE ON tenants FOR EACH ROW EXECUTE FUNCTION tenants_refuse_delete();
            """;

        private const string NoTables = """
            DROP TRIGGER tenants_refuse_delete ON tenants;
            DROP FUNCTION tenants_refuse_delete();
            DROP TABLE usage, audit_entries, audit_batches, audit_writers;
            DROP FUNCTION audit_refuse_update();
            ALTER TABLE audit_entries_before_chain RENAME TO audit_entries;
            ALTER TABLE audit_entries RENAME CONSTRAINT "PK_audit_entries_before_chain" TO "PK_audit_entries";
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Tables);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(NoTables);
    }
}
