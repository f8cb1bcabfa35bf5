CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId")
);

CREATE TABLE service_keys (
    kid character varying(64) NOT NULL,
    purpose character varying(32) NOT NULL,
    blob text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT "PK_service_keys" PRIMARY KEY (kid)
);

CREATE TABLE tenants (
    id uuid NOT NULL,
    tenant_id character varying(64) NOT NULL,
    name character varying(200) NOT NULL,
    integration_key character varying(64) NOT NULL,
    status character varying(16) NOT NULL,
    tools text NOT NULL,
    timeout_seconds integer,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    revision bigint NOT NULL,
    search_text text NOT NULL,
    burst integer,
    concurrency integer,
    requests_per_second integer,
    CONSTRAINT "PK_tenants" PRIMARY KEY (id)
);

CREATE TABLE api_keys (
    id uuid NOT NULL,
    tenant_ref uuid NOT NULL,
    key_id character varying(64) NOT NULL,
    hash bytea NOT NULL,
    hash_key_id character varying(64) NOT NULL,
    label character varying(100),
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT "PK_api_keys" PRIMARY KEY (id),
    CONSTRAINT "FK_api_keys_tenants_tenant_ref" FOREIGN KEY (tenant_ref) REFERENCES tenants (id) ON DELETE CASCADE
);

CREATE TABLE audit_entries (
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    stage text NOT NULL,
    at timestamp with time zone NOT NULL,
    tenant_ref uuid,
    actor text NOT NULL,
    actor_key_id text,
    remote_address text,
    action text NOT NULL,
    tool text,
    arguments_hash text,
    outcome text,
    code text,
    status integer,
    latency_ms double precision,
    request_id text NOT NULL,
    instance_id text NOT NULL,
    sequence bigint,
    previous_mac bytea,
    mac bytea,
    mac_key_id text,
    CONSTRAINT "PK_audit_entries" PRIMARY KEY (id),
    CONSTRAINT "FK_audit_entries_tenants_tenant_ref" FOREIGN KEY (tenant_ref) REFERENCES tenants (id) ON DELETE RESTRICT
);

CREATE TABLE upstream_credentials (
    version uuid NOT NULL,
    tenant_ref uuid NOT NULL,
    kind character varying(16) NOT NULL,
    blob text NOT NULL,
    fingerprint character varying(64) NOT NULL,
    expires_at timestamp with time zone,
    suspect_since timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT "PK_upstream_credentials" PRIMARY KEY (version),
    CONSTRAINT "FK_upstream_credentials_tenants_tenant_ref" FOREIGN KEY (tenant_ref) REFERENCES tenants (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX "IX_api_keys_key_id" ON api_keys (key_id);

CREATE INDEX "IX_api_keys_tenant_ref" ON api_keys (tenant_ref);

CREATE INDEX "IX_audit_entries_call_id" ON audit_entries (call_id);

CREATE INDEX "IX_audit_entries_tenant_ref_id" ON audit_entries (tenant_ref, id);

CREATE UNIQUE INDEX "IX_tenants_tenant_id" ON tenants (tenant_id);

CREATE INDEX "IX_upstream_credentials_expires_at" ON upstream_credentials (expires_at);

CREATE UNIQUE INDEX "IX_upstream_credentials_tenant_ref" ON upstream_credentials (tenant_ref);

CREATE FUNCTION audit_entries_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entries is insert-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_entries_refuse_update BEFORE UPDATE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse_update();

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261122194927_Initial', '10.0.15');

ALTER TABLE tenants ALTER COLUMN integration_key TYPE character varying(1000);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126141502_SeveralIntegrations', '10.0.15');

CREATE TABLE write_probe (id smallint NOT NULL PRIMARY KEY, at timestamptz NOT NULL);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126153000_WriteProbe', '10.0.15');

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

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126154500_Trail', '10.0.15');

CREATE TABLE idempotency_records (
    scope text NOT NULL,
    digest text NOT NULL,
    at timestamptz NOT NULL,
    tenant_ref uuid NOT NULL,
    blob text,
    PRIMARY KEY (scope, digest));
CREATE INDEX idempotency_records_at ON idempotency_records (at);
CREATE INDEX idempotency_records_tenant ON idempotency_records (tenant_ref);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126160000_IdempotencyRecords', '10.0.15');

CREATE UNLOGGED TABLE replica_demand (
    replica uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    demand bytea NOT NULL);
CREATE TABLE wrong_credentials (
    network text PRIMARY KEY,
    full_at bigint NOT NULL,
    changed bigint NOT NULL);
CREATE INDEX wrong_credentials_changed ON wrong_credentials (changed);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126193000_SharedLimits', '10.0.15');

ALTER TABLE tenants ADD suspensions integer NOT NULL DEFAULT 0;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126194205_CountedSuspensions', '10.0.15');

CREATE TABLE parked_calls (
    id uuid PRIMARY KEY,
    tenant_ref uuid NOT NULL,
    credential_version uuid NOT NULL,
    intent bytea NOT NULL,
    place text NOT NULL,
    round integer NOT NULL,
    expires bigint NOT NULL,
    holder text NOT NULL,
    seen bigint NOT NULL,
    is_waiting boolean NOT NULL,
    is_held boolean NOT NULL,
    is_resumable boolean NOT NULL);
CREATE INDEX parked_calls_tenant ON parked_calls (tenant_ref);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126194500_ParkedCalls', '10.0.15');

CREATE TABLE upstream_eras (
    upstream text NOT NULL PRIMARY KEY,
    has_sessions integer NOT NULL,
    is_sessionless integer NOT NULL,
    declined text,
    at timestamptz NOT NULL);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126194500_UpstreamEras', '10.0.15');

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

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126195500_BridgedSessions', '10.0.15');

ALTER TABLE idempotency_records ADD COLUMN call uuid;
ALTER TABLE idempotency_records ADD COLUMN writer bigint;
ALTER TABLE idempotency_records ADD COLUMN asked bytea;
ALTER TABLE idempotency_records ADD COLUMN state smallint NOT NULL DEFAULT 1;
CREATE INDEX idempotency_records_age ON idempotency_records (scope, at);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126200000_CallRecords', '10.0.15');

CREATE TABLE audit_verification (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    begun bigint NOT NULL,
    result text);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126201000_KeptVerification', '10.0.15');

