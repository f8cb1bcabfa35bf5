CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

CREATE TABLE "service_keys" (
    "kid" TEXT NOT NULL CONSTRAINT "PK_service_keys" PRIMARY KEY,
    "purpose" TEXT NOT NULL,
    "blob" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "retired_at" INTEGER NULL
);

CREATE TABLE "tenants" (
    "id" TEXT NOT NULL CONSTRAINT "PK_tenants" PRIMARY KEY,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "integration_key" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "tools" TEXT NOT NULL,
    "timeout_seconds" INTEGER NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "deleted_at" INTEGER NULL,
    "revision" INTEGER NOT NULL,
    "search_text" TEXT NOT NULL,
    "burst" INTEGER NULL,
    "concurrency" INTEGER NULL,
    "requests_per_second" INTEGER NULL
);

CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL CONSTRAINT "PK_api_keys" PRIMARY KEY,
    "tenant_ref" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "hash" BLOB NOT NULL,
    "hash_key_id" TEXT NOT NULL,
    "label" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "expires_at" INTEGER NULL,
    "revoked_at" INTEGER NULL,
    "last_used_at" INTEGER NULL,
    CONSTRAINT "FK_api_keys_tenants_tenant_ref" FOREIGN KEY ("tenant_ref") REFERENCES "tenants" ("id") ON DELETE CASCADE
);

CREATE TABLE "audit_entries" (
    "id" TEXT NOT NULL CONSTRAINT "PK_audit_entries" PRIMARY KEY,
    "call_id" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "tenant_ref" TEXT NULL,
    "actor" TEXT NOT NULL,
    "actor_key_id" TEXT NULL,
    "remote_address" TEXT NULL,
    "action" TEXT NOT NULL,
    "tool" TEXT NULL,
    "arguments_hash" TEXT NULL,
    "outcome" TEXT NULL,
    "code" TEXT NULL,
    "status" INTEGER NULL,
    "latency_ms" REAL NULL,
    "request_id" TEXT NOT NULL,
    "instance_id" TEXT NOT NULL,
    "sequence" INTEGER NULL,
    "previous_mac" BLOB NULL,
    "mac" BLOB NULL,
    "mac_key_id" TEXT NULL,
    CONSTRAINT "FK_audit_entries_tenants_tenant_ref" FOREIGN KEY ("tenant_ref") REFERENCES "tenants" ("id") ON DELETE RESTRICT
);

CREATE TABLE "upstream_credentials" (
    "version" TEXT NOT NULL CONSTRAINT "PK_upstream_credentials" PRIMARY KEY,
    "tenant_ref" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "blob" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "expires_at" INTEGER NULL,
    "suspect_since" INTEGER NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "FK_upstream_credentials_tenants_tenant_ref" FOREIGN KEY ("tenant_ref") REFERENCES "tenants" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "IX_api_keys_key_id" ON "api_keys" ("key_id");

CREATE INDEX "IX_api_keys_tenant_ref" ON "api_keys" ("tenant_ref");

CREATE INDEX "IX_audit_entries_call_id" ON "audit_entries" ("call_id");

CREATE INDEX "IX_audit_entries_tenant_ref_id" ON "audit_entries" ("tenant_ref", "id");

CREATE UNIQUE INDEX "IX_tenants_tenant_id" ON "tenants" ("tenant_id");

CREATE INDEX "IX_upstream_credentials_expires_at" ON "upstream_credentials" ("expires_at");

CREATE UNIQUE INDEX "IX_upstream_credentials_tenant_ref" ON "upstream_credentials" ("tenant_ref");

CREATE TRIGGER audit_entries_refuse_update BEFORE UPDATE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'audit_entries is insert-only');
END;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261122194944_Initial', '10.0.15');

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126141509_SeveralIntegrations', '10.0.15');

CREATE TABLE write_probe (id INTEGER NOT NULL PRIMARY KEY, at INTEGER NOT NULL);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126153000_WriteProbe', '10.0.15');

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

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126154510_Trail', '10.0.15');

CREATE TABLE idempotency_records (
    scope TEXT NOT NULL,
    digest TEXT NOT NULL,
    at INTEGER NOT NULL,
    tenant_ref TEXT NOT NULL,
    blob TEXT,
    PRIMARY KEY (scope, digest));
CREATE INDEX idempotency_records_at ON idempotency_records (at);
CREATE INDEX idempotency_records_tenant ON idempotency_records (tenant_ref);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126160000_IdempotencyRecords', '10.0.15');

CREATE TABLE wrong_credentials (
    network TEXT NOT NULL PRIMARY KEY,
    full_at INTEGER NOT NULL,
    changed INTEGER NOT NULL);
CREATE INDEX wrong_credentials_changed ON wrong_credentials (changed);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126193000_SharedLimits', '10.0.15');

ALTER TABLE "tenants" ADD "suspensions" INTEGER NOT NULL DEFAULT 0;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126194217_CountedSuspensions', '10.0.15');

CREATE TABLE parked_calls (
    id TEXT PRIMARY KEY,
    tenant_ref TEXT NOT NULL,
    credential_version TEXT NOT NULL,
    intent BLOB NOT NULL,
    place TEXT NOT NULL,
    round INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    holder TEXT NOT NULL,
    seen INTEGER NOT NULL,
    is_waiting INTEGER NOT NULL,
    is_held INTEGER NOT NULL,
    is_resumable INTEGER NOT NULL);
CREATE INDEX parked_calls_tenant ON parked_calls (tenant_ref);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126194500_ParkedCalls', '10.0.15');

CREATE TABLE upstream_eras (
    upstream TEXT NOT NULL PRIMARY KEY,
    has_sessions INTEGER NOT NULL,
    is_sessionless INTEGER NOT NULL,
    declined TEXT,
    at INTEGER NOT NULL);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126194500_UpstreamEras', '10.0.15');

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

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126195500_BridgedSessions', '10.0.15');

ALTER TABLE idempotency_records ADD COLUMN call TEXT;
ALTER TABLE idempotency_records ADD COLUMN writer INTEGER;
ALTER TABLE idempotency_records ADD COLUMN asked BLOB;
ALTER TABLE idempotency_records ADD COLUMN state INTEGER NOT NULL DEFAULT 1;
CREATE INDEX idempotency_records_age ON idempotency_records (scope, at);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126200000_CallRecords', '10.0.15');

CREATE TABLE audit_verification (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    begun INTEGER NOT NULL,
    result text);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126201000_KeptVerification', '10.0.15');

