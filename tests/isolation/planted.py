"""Faults to plant, by the lint that must find them."""

from tests.isolation.plant import PORTFOLIO, TENANT, TRIGGER, Plant, guarded
from tests.isolation.planted_context import CONTEXT, SEQUENCES


def _party(sql: str, detail: str) -> Plant:
    return Plant("policy_not_canonical", "runway.party: tenant", sql, detail)


def _using(condition: str, detail: str, check: str | None = None) -> Plant:
    sql = f"ALTER POLICY tenant ON runway.party USING ({condition}) WITH CHECK ({check or condition})"
    return _party(sql, detail)


_FAR = """
CREATE FOREIGN DATA WRAPPER planted;
CREATE SERVER planted FOREIGN DATA WRAPPER planted;
CREATE FOREIGN TABLE runway.far (business_id uuid) SERVER planted;
GRANT SELECT ON runway.far TO runway_api
"""
_COUNTING = (
    "CREATE FUNCTION runway.planted() RETURNS bigint LANGUAGE sql {} AS 'SELECT count(*) FROM pg_class'"
)
_POLICIES = (
    _using("true", "USING (true)"),
    _using(f"business_id = {TENANT}", "WITH CHECK is not the tenant condition", check="true"),
    _using(f"business_id = {TENANT}", "WITH CHECK is not the tenant condition", check="id IS NOT NULL"),
    _using(f"business_id = {TENANT} OR {TENANT} IS NULL", "open when the context is missing"),
    _using(f"business_id = coalesce({TENANT}, business_id)", "open when the context is missing"),
    _using(
        f"business_id = {TENANT} OR current_setting('app.bypass', true) = 'on'", "whoever sets app.bypass"
    ),
    _using(
        "business_id = nullif(current_setting('app.shop', true), '')::uuid", "depends on app.shop instead"
    ),
    _using("business_id IN (SELECT m.business_id FROM runway.membership m)", "a subquery decides"),
    _using("business_id IS NOT NULL", "does not depend on the context"),
    _using(f"id = {TENANT}", "not the tenant condition"),
    _using("business_id = current_setting('app.business_id', true)::uuid", "not the tenant condition"),
    _party(
        "CREATE FUNCTION runway.ours(uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true'; "
        "ALTER POLICY tenant ON runway.party USING (runway.ours(business_id))",
        "calls runway.ours",
    ),
    # Its text is the canonical one to whoever has `public` before pg_catalog in the search path.
    _party(
        "CREATE FUNCTION public.current_setting(text, boolean) RETURNS text LANGUAGE sql AS 'SELECT $1'; "
        "SET LOCAL search_path = public, pg_catalog; "
        f"ALTER POLICY tenant ON runway.party USING (business_id = {TENANT}); "
        "SET LOCAL search_path = DEFAULT",
        "calls public.current_setting",
    ),
    Plant(
        "policy_not_canonical",
        "runway.party: many",
        "CREATE POLICY many ON runway.party FOR SELECT TO runway_api "
        f"USING (business_id = ANY ({PORTFOLIO}))",
        "app.business_ids",
    ),
    Plant(
        "policy_not_canonical",
        "runway.party: anyone",
        "CREATE POLICY anyone ON runway.party FOR INSERT TO PUBLIC WITH CHECK (true)",
        "WITH CHECK is not the tenant condition",
    ),
)

_TABLES = (
    Plant("rls_off", "runway.term", "ALTER TABLE runway.term DISABLE ROW LEVEL SECURITY", "runway_api may"),
    Plant("rls_off", "runway.business", "ALTER TABLE runway.business DISABLE ROW LEVEL SECURITY"),
    Plant(
        "rls_not_forced", "runway.term", "ALTER TABLE runway.term NO FORCE ROW LEVEL SECURITY", "runway_owner"
    ),
    Plant("policy_without_rls", "runway.app_user", "ALTER TABLE runway.app_user DISABLE ROW LEVEL SECURITY"),
    Plant("command_without_policy", "runway.term: runway_api", "DROP POLICY tenant ON runway.term", "DELETE"),
    Plant(
        "command_without_policy",
        "runway.membership: runway_api",
        "GRANT DELETE ON runway.membership TO runway_api",
        "no policy for DELETE",
    ),
    *_POLICIES,
    Plant(
        "policy_without_check",
        "runway.term: half",
        "DROP POLICY tenant ON runway.term; "
        f"CREATE POLICY half ON runway.term TO runway_api USING (business_id = {TENANT})",
    ),
    Plant(
        "extra_policy",
        "runway.term: runway_api",
        f"CREATE POLICY again ON runway.term FOR SELECT TO runway_api USING (business_id = {TENANT})",
        "again OR tenant for SELECT",
    ),
    Plant(
        "policy_other_role",
        "runway.term: directory TO runway_directory",
        "CREATE POLICY directory ON runway.term TO runway_directory USING (true)",
    ),
    Plant(
        "tenantless_table",
        "runway.note",
        "CREATE TABLE runway.note (id uuid PRIMARY KEY); GRANT SELECT, INSERT ON runway.note TO runway_api",
    ),
    Plant(
        "shared_table",
        "runway.currency",
        "CREATE TABLE runway.currency (code text PRIMARY KEY); GRANT SELECT ON runway.currency TO PUBLIC",
    ),
    Plant(
        "unreachable_table", "runway.forgotten", "CREATE TABLE runway.forgotten (business_id uuid NOT NULL)"
    ),
    Plant(
        "partition_reachable",
        "runway.event_1",
        guarded("event", "business_id uuid NOT NULL", "PARTITION BY HASH (business_id)")
        + guarded(
            "event_1", "", "PARTITION OF runway.event FOR VALUES WITH (MODULUS 1, REMAINDER 0)"
        ).replace("()", ""),
    ),
    Plant(
        "tenant_column_nullable",
        "runway.note",
        guarded("note", "business_id uuid, id uuid, UNIQUE (business_id, id)"),
    ),
    Plant(
        "unique_key_without_tenant", "runway.term: named", "CREATE UNIQUE INDEX named ON runway.term (name)"
    ),
    Plant(
        "unique_key_without_tenant",
        "runway.term: carried",
        "CREATE UNIQUE INDEX carried ON runway.term (name) INCLUDE (business_id)",
    ),
    Plant(
        "foreign_key_without_tenant",
        "runway.party: loose",
        "ALTER TABLE runway.term ADD UNIQUE (id); "
        "ALTER TABLE runway.party ADD CONSTRAINT loose FOREIGN KEY (term_id) REFERENCES runway.term (id)",
    ),
    Plant("index_missing", "runway.note", guarded("note", "business_id uuid NOT NULL")),
    Plant("published_table", "runway.term in planted", "CREATE PUBLICATION planted FOR TABLE runway.term"),
    Plant("published_table", "runway.term in planted", "CREATE PUBLICATION planted FOR ALL TABLES"),
)

_ROLES = (
    Plant("role_owns", "table runway.term", "ALTER TABLE runway.term OWNER TO runway_api"),
    Plant("role_owns", "schema runway", "ALTER SCHEMA runway OWNER TO runway_portfolio"),
    Plant("role_owns", "database", "ALTER DATABASE {database} OWNER TO runway_api"),
    *(
        Plant("role_attributes", "runway_api", f"ALTER ROLE runway_api {attribute}", attribute)
        for attribute in ("SUPERUSER", "BYPASSRLS", "REPLICATION", "CREATEROLE")
    ),
    Plant("role_can_become", "runway_api", "GRANT runway_owner TO runway_api", "owns tables"),
    Plant("role_can_become", "runway_api", "GRANT runway_backup TO runway_api", "has BYPASSRLS"),
    Plant("role_can_become", "runway_api", "GRANT pg_read_all_data TO runway_api", "rights on every table"),
    Plant(
        "role_can_become",
        "runway_api",
        "CREATE ROLE audit_between; GRANT audit_between TO runway_api; GRANT runway_owner TO audit_between",
        "runway_owner",
    ),
    Plant("truncate_privilege", "runway.term", "GRANT TRUNCATE ON runway.term TO runway_api", "runway_api"),
    Plant("truncate_privilege", "runway.term", "GRANT TRUNCATE ON runway.term TO PUBLIC", "PUBLIC"),
    Plant("references_privilege", "runway.term", "GRANT REFERENCES ON runway.term TO runway_api"),
    Plant("references_privilege", "runway.term", "GRANT REFERENCES (id) ON runway.term TO runway_api"),
    Plant("trigger_privilege", "runway.term", "GRANT TRIGGER ON runway.term TO runway_api"),
    Plant("maintain_privilege", "runway.term", "GRANT MAINTAIN ON runway.term TO runway_api", since=17),
    Plant("maintain_privilege", "runway.term", "GRANT MAINTAIN ON runway.term TO PUBLIC", "PUBLIC", since=17),
    Plant("maintain_privilege", "runway_api", "GRANT pg_maintain TO runway_api", "every table", since=17),
    Plant("role_sees_statements", "runway_api", "GRANT pg_read_all_stats TO runway_api", "every role"),
    Plant("role_sees_statements", "runway_portfolio", "GRANT pg_monitor TO runway_portfolio", "pg_monitor"),
    Plant("role_sees_statements", "runway_api", "GRANT pg_stat_scan_tables TO runway_api", "scans tables"),
    Plant(
        "role_sees_statements",
        "runway_api",
        "CREATE ROLE audit_between; GRANT audit_between TO runway_api; GRANT pg_monitor TO audit_between",
        "pg_read_all_stats",
    ),
    Plant(
        "role_signals_sessions", "runway_api", "GRANT pg_signal_backend TO runway_api", "ends the sessions"
    ),
    Plant(
        "role_signals_sessions",
        "runway_api",
        "GRANT pg_signal_autovacuum_worker TO runway_api",
        "stops autovacuum",
        since=18,
    ),
    Plant("temp_privilege", "database", "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", "PUBLIC"),
    Plant("create_privilege", "SCHEMA runway", "GRANT CREATE ON SCHEMA runway TO runway_api"),
    Plant("create_privilege", "SCHEMA public", "GRANT CREATE ON SCHEMA public TO PUBLIC"),
    Plant("create_privilege", "DATABASE ", "GRANT CREATE ON DATABASE {database} TO runway_api"),
    Plant(
        "default_privileges",
        "default privileges of runway_owner IN SCHEMA runway on TABLES",
        "ALTER DEFAULT PRIVILEGES FOR ROLE runway_owner IN SCHEMA runway "
        "GRANT SELECT ON TABLES TO runway_api",
    ),
    Plant(
        "default_privileges",
        "default privileges of runway_owner on TABLES",
        "ALTER DEFAULT PRIVILEGES FOR ROLE runway_owner GRANT INSERT, SELECT ON TABLES TO PUBLIC",
        "INSERT, SELECT to PUBLIC",
    ),
    Plant("preset_context", "role runway_api", "ALTER ROLE runway_api SET app.business_id = 'x'"),
    Plant("preset_context", "database", "ALTER DATABASE {database} SET app.business_id = 'x'"),
    Plant(
        "preset_context",
        "role runway_api in database",
        "ALTER ROLE runway_api IN DATABASE {database} SET app.user_id = 'x'",
    ),
    Plant("preset_context", "every role", "ALTER ROLE ALL SET app.business_id = 'x'"),
)

_CODE = (
    Plant(
        "view_not_invoker",
        "runway.seen",
        "CREATE VIEW runway.seen AS SELECT * FROM runway.term; GRANT SELECT ON runway.seen TO runway_api",
    ),
    Plant(
        "materialized_view",
        "runway.copied",
        "CREATE MATERIALIZED VIEW runway.copied AS SELECT * FROM runway.term; "
        "GRANT SELECT ON runway.copied TO runway_api",
    ),
    Plant("foreign_table", "runway.far", _FAR),
    Plant(
        "security_definer",
        "runway.planted()",
        _COUNTING.format("SECURITY DEFINER SET search_path = ''")
        + "; GRANT EXECUTE ON FUNCTION runway.planted() TO runway_api",
        "may execute it",
    ),
    Plant(
        "security_definer",
        "runway.planted()",
        TRIGGER.format("SECURITY DEFINER", "") + "; REVOKE EXECUTE ON FUNCTION runway.planted() FROM PUBLIC",
        "in a trigger",
    ),
    Plant("search_path_open", "runway.planted()", _COUNTING.format("SECURITY DEFINER")),
    Plant("leakproof_function", "runway.planted()", _COUNTING.format("LEAKPROOF")),
    Plant(
        "immutable_context",
        "runway.planted()",
        "CREATE FUNCTION runway.planted() RETURNS text LANGUAGE sql IMMUTABLE "
        "RETURN current_setting('app.business_id', true)",
    ),
    Plant(
        "notify_function",
        "runway.planted()",
        TRIGGER.format("", "PERFORM pg_notify(''a'', ''b'');"),
        "trigger on",
    ),
    Plant("notify_function", "runway.planted()", TRIGGER.format("", "NOTIFY a;")),
)

PLANTS = (*_TABLES, *_ROLES, *SEQUENCES, *CONTEXT, *_CODE)
