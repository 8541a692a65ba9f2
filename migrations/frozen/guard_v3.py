"""One line locks a table: enable and force row-level security, policies, grants, comments; since 0021."""

from typing import NamedTuple

from alembic import op

API = "runway_api"
PORTFOLIO = "runway_portfolio"
DIRECTORY = "runway_directory"
SYNC = "runway_sync"
QUEUE = "runway_queue"

_BUSINESS = "nullif(current_setting('app.business_id', true), '')::uuid"
_BUSINESSES = "nullif(current_setting('app.business_ids', true), '')::uuid[]"
_USER = "nullif(current_setting('app.user_id', true), '')::uuid"


class FrozenPolicy(NamedTuple):
    """A policy with the statement that makes it, where `{table}` is the table's name without its schema."""

    name: str
    role: str
    statement: str
    comment: str


def tenant(column: str = "business_id") -> FrozenPolicy:
    """The rows of the business entered."""
    return FrozenPolicy(
        "tenant",
        API,
        "CREATE POLICY tenant ON runway.{table} AS PERMISSIVE FOR ALL TO runway_api "
        f"USING ({column} = {_BUSINESS}) WITH CHECK ({column} = {_BUSINESS})",
        "Rows of the business that runway.enter() checked and set for this transaction. "
        "No context, no rows. Made by migrations/guard.py from db/policies.py.",
    )


def portfolio(column: str) -> FrozenPolicy:
    """The rows of every business of one user, for reading."""
    return FrozenPolicy(
        "portfolio",
        PORTFOLIO,
        "CREATE POLICY portfolio ON runway.{table} AS PERMISSIVE FOR SELECT TO runway_portfolio "
        f"USING ({column} = ANY ({_BUSINESSES}))",
        "Rows of the businesses that runway.enter_portfolio() found in the caller's memberships. "
        "Made by migrations/guard.py from db/policies.py.",
    )


def portfolio_one() -> FrozenPolicy:
    """The rows of one business of the user, for reading."""
    return FrozenPolicy(
        "portfolio_one",
        PORTFOLIO,
        "CREATE POLICY portfolio_one ON runway.{table} AS PERMISSIVE FOR SELECT TO runway_portfolio "
        f"USING (business_id = {_BUSINESS})",
        "Rows of the business that runway.enter_portfolio_one() checked and set for this transaction. "
        "Made by migrations/guard.py from db/policies.py.",
    )


def own_row(column: str, role: str) -> FrozenPolicy:
    """A person's own rows."""
    name = f"own_row_{role.removeprefix('runway_')}"
    return FrozenPolicy(
        name,
        role,
        f"CREATE POLICY {name} ON runway.{{table}} AS PERMISSIVE FOR SELECT TO {role} "
        f"USING ({column} = {_USER})",
        "Rows of the user in app.user_id. Made by migrations/guard.py from db/policies.py.",
    )


def directory() -> FrozenPolicy:
    """Every row, for the keeper of businesses, people and memberships."""
    return FrozenPolicy(
        "directory",
        DIRECTORY,
        "CREATE POLICY directory ON runway.{table} AS PERMISSIVE FOR ALL TO runway_directory "
        "USING (true) WITH CHECK (true)",
        "Makes businesses, people and memberships from the command line, never on the request path. "
        "Made by migrations/guard.py from db/policies.py.",
    )


def tenant_sync(column: str = "business_id") -> FrozenPolicy:
    """The rows of the business entered, for the keeper of connections."""
    return FrozenPolicy(
        "tenant_sync",
        SYNC,
        "CREATE POLICY tenant_sync ON runway.{table} AS PERMISSIVE FOR ALL TO runway_sync "
        f"USING ({column} = {_BUSINESS}) WITH CHECK ({column} = {_BUSINESS})",
        "Rows of the business that runway.enter() checked and set for this transaction, for the role that "
        "keeps the secrets of connections. Made by migrations/guard.py from db/policies.py.",
    )


def queue() -> FrozenPolicy:
    """Every row, for those who share the work of syncs."""
    return FrozenPolicy(
        "queue",
        QUEUE,
        "CREATE POLICY queue ON runway.{table} AS PERMISSIVE FOR ALL TO runway_queue "
        "USING (true) WITH CHECK (true)",
        "Workers share the syncs of all businesses, and a webhook finds the business of a company: ids and "
        "times, nothing of the books. Made by migrations/guard.py from db/policies.py.",
    )


def guard(table: str, grants: str = "SELECT, INSERT, UPDATE, DELETE", *, in_portfolio: bool = False) -> None:
    """Lock a tenant table: rows of the entered business only, for the API role, with these rights."""
    _lock(table)
    _allow(table, tenant(), grants)
    if in_portfolio:
        open_to_portfolio(table)


def open_to_portfolio(table: str) -> None:
    """Let the portfolio read a tenant table that is locked already, one business after the other."""
    _allow(table, portfolio_one(), "SELECT")


def guard_root(table: str, updatable: tuple[str, ...]) -> None:
    """Lock the tenant root: the same policies on `id`; requests may change these columns of their own row."""
    _lock(table)
    _allow(table, tenant("id"), f"SELECT, UPDATE ({', '.join(updatable)})")
    _allow(table, portfolio("id"), "SELECT")
    _allow(table, directory(), "SELECT, INSERT, UPDATE")


def guard_people(table: str, user_column: str, kept_by_directory: str) -> None:
    """Lock a table of people: requests see a person's own rows and write none."""
    _lock(table)
    for role in (API, PORTFOLIO):
        _allow(table, own_row(user_column, role), "SELECT")
    _allow(table, directory(), kept_by_directory)


def guard_secret(table: str) -> None:
    """Lock a tenant table that requests cannot reach: rows of the entered business, for runway_sync alone."""
    _lock(table)
    _allow(table, tenant_sync(), "SELECT, INSERT, UPDATE, DELETE")


def guard_queue(table: str) -> None:
    """Lock the table by which workers share the syncs: all rows, for runway_queue alone."""
    _lock(table)
    _allow(table, queue(), "SELECT, INSERT, UPDATE, DELETE")


def open_to_sync() -> None:
    """Let runway_sync enter a business, which reads the membership and the business's time zone."""
    _allow("business", tenant_sync("id"), "SELECT (id, time_zone)")
    _allow("membership", own_row("user_id", SYNC), "SELECT (user_id, business_id, role)")


def _lock(table: str) -> None:
    op.execute(f"ALTER TABLE runway.{table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE runway.{table} FORCE ROW LEVEL SECURITY")


def _allow(table: str, policy: FrozenPolicy, grants: str) -> None:
    op.execute(policy.statement.format(table=table))
    comment = policy.comment.replace("'", "''")
    op.execute(f"COMMENT ON POLICY {policy.name} ON runway.{table} IS '{comment}'")
    op.execute(f"GRANT {grants} ON runway.{table} TO {policy.role}")
