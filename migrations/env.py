"""How Alembic runs here: as runway_owner, one at a time, each migration in a transaction of its own."""

from datetime import UTC, datetime
from typing import Any, cast

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.util import await_only

from db.own_isolation import EXCEPTIONS, SCOPE
from db.tables import METADATA
from db.tables.base import SCHEMA
from db.tables.trail import TransactionId
from isolation.audit import audit
from isolation.lints.lint import Level
from migrations.unsafe import Unsafe

# A type that SQLAlchemy does not know by itself: a comparison that skips it, with a warning, proves less.
ischema_names["xid8"] = TransactionId

#: Any constant: two `runway migrate` at once must wait for each other.
ADVISORY_LOCK = 7_201_964_113


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Compare our own schema only; a database may hold others."""
    return name == SCHEMA if kind == "schema" else True


def refuse_unsafe(connection: Connection) -> None:
    """Raise `Unsafe` when the audit finds that rows of another tenant can be reached."""
    driver: Any = connection.connection.driver_connection
    report = await_only(audit(driver, SCOPE, datetime.now(UTC).date(), declared=EXCEPTIONS))
    errors = [finding for finding in report.findings if finding.level is Level.ERROR]
    if errors:
        raise Unsafe(errors)


def audit_at_head(*, ctx: Any, step: Any, **_: Any) -> None:
    """After the newest migration, in its transaction: one that lets tenants mix is rolled back."""
    if step.is_upgrade and step.up_revision_id == step.revision_map.get_current_head():
        refuse_unsafe(ctx.connection)


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
        # Alembic calls it with names, which its annotation does not say.
        on_version_apply=cast(Any, audit_at_head),
    )
    with context.begin_transaction():
        context.run_migrations()
    # Once more, since a database that was at head already has run no migration.
    refuse_unsafe(connection)


run(context.config.attributes["connection"])
