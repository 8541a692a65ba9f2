"""One line locks a table: enable and force row-level security, policies, grants, comments."""

from alembic import op

from db.policies import API, DIRECTORY, PORTFOLIO, Policy, directory, own_row, portfolio, tenant


def guard(table: str, grants: str = "SELECT, INSERT, UPDATE, DELETE", *, in_portfolio: bool = False) -> None:
    """Lock a tenant table: rows of the entered business only, for the API role, with these rights."""
    _lock(table)
    _allow(table, tenant(), grants)
    if in_portfolio:
        _allow(table, portfolio(), "SELECT")


def guard_root(table: str, updatable: tuple[str, ...]) -> None:
    """Lock the tenant root: the same policies on `id`; requests may change these columns of their own row."""
    _lock(table)
    _allow(table, tenant("id"), f"SELECT, UPDATE ({', '.join(updatable)})")
    _allow(table, portfolio("id"), "SELECT")
    _allow(table, directory(), "SELECT, INSERT, UPDATE")


def guard_people(table: str, user_column: str, kept_by_directory: str) -> None:
    """Lock a table of people: each sees their own rows and writes none."""
    _lock(table)
    for role in (API, PORTFOLIO):
        _allow(table, own_row(user_column, role), "SELECT")
    _allow(table, directory(), kept_by_directory)


def _lock(table: str) -> None:
    op.execute(f"ALTER TABLE runway.{table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE runway.{table} FORCE ROW LEVEL SECURITY")


def _allow(table: str, policy: Policy, grants: str) -> None:
    op.execute(policy.create(table))
    comment = policy.comment.replace("'", "''")
    op.execute(f"COMMENT ON POLICY {policy.name} ON runway.{table} IS '{comment}'")
    op.execute(f"GRANT {grants} ON runway.{table} TO {policy.role}")


__all__ = ["API", "DIRECTORY", "PORTFOLIO", "guard", "guard_people", "guard_root"]
