"""For each probe a fault of the database through which it, and it, breaks through."""

from dataclasses import dataclass

from isolation.prover.attack import SESSION
from tests.isolation.prover.shop import ROLE


@dataclass(frozen=True, slots=True)
class Fault:
    """What a superuser did wrong, and where it shows."""

    statements: tuple[str, ...]
    target: str = "shop.product"


_OPEN = "ALTER POLICY mine ON shop.product USING (true)"
_UNCHECKED = "ALTER POLICY mine ON shop.product WITH CHECK (true)"
_WRITE = "CREATE POLICY more ON shop.product FOR UPDATE USING (true) WITH CHECK (true)"
_DELETE = "CREATE POLICY more ON shop.product FOR DELETE USING (true)"
_KEY = "ALTER TABLE shop.product ADD UNIQUE (sku)"

FAULTS = {
    "read": Fault((_OPEN,)),
    "insert": Fault((_UNCHECKED,)),
    "upsert": Fault((_KEY, "ALTER POLICY mine ON shop.product USING (true) WITH CHECK (true)")),
    "update": Fault(("ALTER POLICY mine ON shop.product USING (true) WITH CHECK (true)",)),
    "blind update": Fault((_WRITE,)),
    "delete": Fault((_OPEN,)),
    "blind delete": Fault((_DELETE,)),
    "give away": Fault((_UNCHECKED,)),
    "take": Fault((_OPEN,)),
    "lock": Fault(
        (
            "CREATE POLICY more ON shop.product FOR SELECT USING (true)",
            "CREATE POLICY writing ON shop.product FOR UPDATE USING (true)",
        )
    ),
    # A superuser promised that it tells nobody what it is given. With statistics the small table is read as a
    # whole; without, an index on the tenant may hand it no row of another.
    "leaky function": Fault(
        ("ALTER FUNCTION prover_instruments.leak(text) LEAKPROOF", "ANALYZE shop.product")
    ),
    # What is IMMUTABLE is asked once, when the statement is planned.
    "prepared statement": Fault(
        (
            "CREATE FUNCTION shop.acting() RETURNS integer LANGUAGE sql IMMUTABLE AS "
            "$$ SELECT nullif(current_setting('app.tenant_id', true), '')::integer $$",
            "GRANT EXECUTE ON FUNCTION shop.acting() TO PUBLIC",
            "ALTER POLICY mine ON shop.product USING (tenant_id = shop.acting())",
        )
    ),
    "unique key": Fault((_KEY,)),
    "foreign key": Fault(
        (
            _KEY,
            "ALTER TABLE shop.sale DROP CONSTRAINT sale_tenant_id_sku_fkey",
            "ALTER TABLE shop.sale ADD FOREIGN KEY (sku) REFERENCES shop.product (sku)",
        ),
        "shop.sale",
    ),
    "truncate": Fault((f"GRANT TRUNCATE ON shop.product TO {ROLE}",)),
    "disarm": Fault((f"ALTER TABLE shop.product OWNER TO {ROLE}",)),
    "view": Fault(("ALTER VIEW shop.best RESET (security_invoker)",), "shop.best"),
    "write through view": Fault(
        (
            "CREATE VIEW shop.everything AS SELECT * FROM shop.product",
            f"GRANT UPDATE, DELETE ON shop.everything TO {ROLE}",
        ),
        "shop.everything",
    ),
    "call": Fault(
        (
            "CREATE FUNCTION shop.everything() RETURNS SETOF shop.product LANGUAGE sql SECURITY DEFINER "
            "AS $$ SELECT * FROM shop.product $$",
        ),
        "shop.everything()",
    ),
    "become": Fault((f"GRANT postgres TO {ROLE}",), SESSION),
    "powers": Fault((f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}",), SESSION),
}

#: A policy that remembers who acted last, in what no rollback takes back.
REMEMBERING = (
    "CREATE SEQUENCE shop.remembered",
    "GRANT ALL ON SEQUENCE shop.remembered TO PUBLIC",
    """
    CREATE FUNCTION shop.acting() RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE given text := nullif(current_setting('app.tenant_id', true), '');
    BEGIN
        IF given IS NULL THEN
            RETURN (SELECT last_value FROM shop.remembered);
        END IF;
        RETURN setval('shop.remembered', given::integer);
    END
    $$
    """,
    "ALTER POLICY mine ON shop.product USING (tenant_id = shop.acting())",
)
