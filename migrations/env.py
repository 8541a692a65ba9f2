"""How Alembic runs here: as runway_owner, one at a time, each migration in a transaction of its own."""

from alembic import context
from sqlalchemy import Connection, text

from db.tables import METADATA
from db.tables.base import SCHEMA

#: Any constant: two `runway migrate` at once must wait for each other.
ADVISORY_LOCK = 7_201_964_113


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Compare our own schema only; a database may hold others."""
    return name == SCHEMA if kind == "schema" else True


def run(connection: Connection) -> None:
    """Migrate over this connection."""
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
    # A migration waits for a lock rather than queueing every request behind it.
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.execute(text("SET statement_timeout = '15min'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        version_table_schema=SCHEMA,
        include_schemas=True,
        include_name=include_name,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
