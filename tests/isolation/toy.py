"""A shop of another shape: integer tenants, names of its own; what a stranger's database looks like."""

from isolation.scope import Scope

SCOPE = Scope(roles=("shop_app",), tenant_column="tenant_id", variable="app.tenant_id")
OPTIONS = ("--role", "shop_app", "--tenant-column", "tenant_id", "--variable", "app.tenant_id")

_HOLD = "nullif(current_setting('app.tenant_id', true), '')::integer"


def _table(name: str, columns: str, key: str = "tenant_id", rest: str = "") -> str:
    return f"""
    CREATE TABLE shop.{name} ({columns}) {rest};
    ALTER TABLE shop.{name} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE shop.{name} FORCE ROW LEVEL SECURITY;
    CREATE POLICY mine ON shop.{name} USING ({key} = {_HOLD}) WITH CHECK ({key} = {_HOLD});
    """


#: Policies TO PUBLIC, as most are; a root whose key is no uuid; partitions; a view that asks as its caller.
SQL = (
    "CREATE ROLE shop_app LOGIN; CREATE SCHEMA shop; GRANT USAGE ON SCHEMA shop TO shop_app;"
    + _table("tenant", "id integer PRIMARY KEY, slug text UNIQUE", "id")
    + _table(
        "product",
        "tenant_id integer NOT NULL REFERENCES shop.tenant, sku text, title text, price numeric(10, 2), "
        "PRIMARY KEY (tenant_id, sku)",
    )
    + _table(
        "sale",
        "tenant_id integer NOT NULL, day date NOT NULL, sku text, "
        "FOREIGN KEY (tenant_id, sku) REFERENCES shop.product, PRIMARY KEY (tenant_id, day, sku)",
        rest="PARTITION BY RANGE (day)",
    )
    + """
    CREATE TABLE shop.sale_2026 PARTITION OF shop.sale FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE VIEW shop.best WITH (security_invoker) AS SELECT sku, count(*) FROM shop.sale GROUP BY sku;
    CREATE TABLE shop.currency (code text PRIMARY KEY);
    GRANT SELECT, UPDATE (slug) ON shop.tenant TO shop_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON shop.product, shop.sale TO shop_app;
    GRANT SELECT ON shop.best, shop.currency TO shop_app;
    """
)

DROP = "DROP OWNED BY shop_app; DROP ROLE shop_app"
