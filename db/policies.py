"""The text of every policy as it should be: audits compare with it, and migrations hold a frozen copy."""

from dataclasses import dataclass

API = "runway_api"
PORTFOLIO = "runway_portfolio"
DIRECTORY = "runway_directory"
SYNC = "runway_sync"
QUEUE = "runway_queue"

#: nullif, because a recycled connection answers '' for a variable that was once set in a transaction.
CURRENT_BUSINESS = "nullif(current_setting('app.business_id', true), '')::uuid"
CURRENT_USER_ID = "nullif(current_setting('app.user_id', true), '')::uuid"
CURRENT_BUSINESSES = "nullif(current_setting('app.business_ids', true), '')::uuid[]"


@dataclass(frozen=True, slots=True)
class Policy:
    """A permissive policy; `check` is null for commands that write nothing."""

    name: str
    role: str
    command: str
    using: str
    check: str | None
    comment: str

    def create(self, table: str) -> str:
        """The statement that puts it on a table of the schema `runway`."""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return (
            f"CREATE POLICY {self.name} ON runway.{table} AS PERMISSIVE FOR {self.command} "
            f"TO {self.role} USING ({self.using}){check}"
        )


def tenant(column: str = "business_id") -> Policy:
    """The policy of every tenant table: the rows of the business entered, and no others."""
    condition = f"{column} = {CURRENT_BUSINESS}"
    return Policy(
        "tenant",
        API,
        "ALL",
        condition,
        condition,
        "Rows of the business that runway.enter() checked and set for this transaction. "
        "No context, no rows. Made by migrations/guard.py from db/policies.py.",
    )


def portfolio(column: str) -> Policy:
    """Reading across the businesses of one user, by a role of its own: never OR-ed into `tenant`."""
    return Policy(
        "portfolio",
        PORTFOLIO,
        "SELECT",
        f"{column} = ANY ({CURRENT_BUSINESSES})",
        None,
        "Rows of the businesses that runway.enter_portfolio() found in the caller's memberships. "
        "Made by migrations/guard.py from db/policies.py.",
    )


def portfolio_one() -> Policy:
    """Reading one business after the other by that role: planned as `tenant` is, which a list is not."""
    return Policy(
        "portfolio_one",
        PORTFOLIO,
        "SELECT",
        f"business_id = {CURRENT_BUSINESS}",
        None,
        "Rows of the business that runway.enter_portfolio_one() checked and set for this transaction. "
        "Made by migrations/guard.py from db/policies.py.",
    )


def own_row(column: str, role: str) -> Policy:
    """A person's own rows in the tables of people and memberships."""
    return Policy(
        f"own_row_{role.removeprefix('runway_')}",
        role,
        "SELECT",
        f"{column} = {CURRENT_USER_ID}",
        None,
        "Rows of the user in app.user_id. Made by migrations/guard.py from db/policies.py.",
    )


def directory() -> Policy:
    """The keeper of businesses, people and memberships; it has no right on any other table of rows."""
    return Policy(
        "directory",
        DIRECTORY,
        "ALL",
        "true",
        "true",
        "Makes businesses, people and memberships from the command line, never on the request path. "
        "Made by migrations/guard.py from db/policies.py.",
    )


def tenant_sync(column: str = "business_id") -> Policy:
    """The tenant condition for the role that keeps the secrets of connections, and that no request has."""
    condition = f"{column} = {CURRENT_BUSINESS}"
    return Policy(
        "tenant_sync",
        SYNC,
        "ALL",
        condition,
        condition,
        "Rows of the business that runway.enter() checked and set for this transaction, for the role that "
        "keeps the secrets of connections. Made by migrations/guard.py from db/policies.py.",
    )


def queue() -> Policy:
    """Those who share the work of syncs see what is due of all businesses, and nothing else of any."""
    return Policy(
        "queue",
        QUEUE,
        "ALL",
        "true",
        "true",
        "Workers share the syncs of all businesses, and a webhook finds the business of a company: ids and "
        "times, nothing of the books. Made by migrations/guard.py from db/policies.py.",
    )
