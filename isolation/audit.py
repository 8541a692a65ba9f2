"""Audits a database by its catalogue: one READ ONLY transaction, a handful of statements, no table's rows."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import TypeAlias

import asyncpg

from isolation.exceptions import Declared, why_meant
from isolation.fingerprint import SECTIONS, Section, fingerprint, sections_of
from isolation.lints import LINTS
from isolation.lints.lint import Finding, Lint
from isolation.prelude import PRELUDE
from isolation.questions import MATRIX, MEMBERSHIPS, ROLES, SERVER, SETTINGS
from isolation.report import Excepted, Header, MatrixRow, Membership, Report, Role, Setting, Waived
from isolation.scope import Scope
from isolation.waivers import Waiver, about, waiver_of

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class CannotAudit(ValueError):
    """There is nothing to audit by these names; the text is one sentence."""


async def audit(
    connection: Connection,
    scope: Scope,
    today: date,
    waivers: Sequence[Waiver] = (),
    *,
    declared: Sequence[Declared] = (),
) -> Report:
    """Ask all lints; `today` decides which waivers are in force. Raises `CannotAudit`.

    `declared` are the exceptions that the audited product makes on purpose. Works inside a transaction of the
    caller's too, and leaves that as it was.
    """
    async with _looking(connection):
        head = await _header(connection, scope)
        result = await findings(connection, scope)
        matrix = tuple(MatrixRow(**row) for row in await _ask(connection, scope, MATRIX))
        sections = await _sections(connection, scope)
    meant = tuple(Excepted(finding, why) for finding in result if (why := why_meant(finding, declared)))
    rest = [finding for finding in result if not why_meant(finding, declared)]
    waived = tuple(Waived(item, by) for item in rest if (by := waiver_of(item, waivers, today)))
    still = [finding for finding in rest if not waiver_of(finding, waivers, today)]
    open_now = (*about(waivers, rest, today), *still)
    return Report(head, matrix, open_now, waived, meant, sections, fingerprint(sections))


async def findings(
    connection: Connection, scope: Scope, lints: Sequence[Lint] = LINTS
) -> tuple[Finding, ...]:
    """What the lints find, in their order; needs the settings that `audit` makes."""
    # One statement for all: roles, rights and policies are gathered once, not once for each lint.
    parts = (
        f"SELECT {place} AS lint, object::text, detail::text, remedy::text "  # noqa: S608  # Our own lints.
        f"FROM ({lint.sql}) AS found(object, detail, remedy)"
        for place, lint in enumerate(lints)
    )
    rows = await _ask(connection, scope, "\nUNION ALL\n".join(parts) + "\nORDER BY lint, object, detail")
    return tuple(
        Finding(lint.code, lint.level, lint.title, row["object"], row["detail"], row["remedy"])
        for row in rows
        for lint in (lints[row["lint"]],)
    )


@asynccontextmanager
async def _looking(connection: Connection) -> AsyncIterator[None]:
    """A READ ONLY transaction, or a savepoint in the caller's, rolled back: its settings go with it."""
    outer = connection.is_in_transaction()
    transaction = (
        connection.transaction()
        if outer
        else connection.transaction(isolation="repeatable_read", readonly=True)
    )
    await transaction.start()
    try:
        # With pg_catalog alone in the path every other name is printed with its schema; see the prelude.
        # Compiling the long statement would take longer than running it; lists of many tables are hashed.
        await connection.execute(
            "SET LOCAL transaction_read_only = on; SET LOCAL search_path = pg_catalog; "
            "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"
        )
        yield
    finally:
        await transaction.rollback()


async def _ask(connection: Connection, scope: Scope, sql: str) -> list[asyncpg.Record]:
    return await connection.fetch(
        PRELUDE + sql, list(scope.roles), scope.tenant_column, scope.tenant_variable
    )


async def _header(connection: Connection, scope: Scope) -> Header:
    [about_server] = await _ask(connection, scope, SERVER)
    if unknown := about_server["unknown_roles"]:
        raise CannotAudit(f"There is no role {unknown[0]!r} on this server.")
    if not about_server["tenant_tables"]:
        raise CannotAudit(
            f"No table of the database {about_server['database']!r} has a column {scope.tenant_column!r}."
        )
    settings = await connection.fetch(SETTINGS)
    roles = await _ask(connection, scope, ROLES)
    memberships = await _ask(connection, scope, MEMBERSHIPS)
    return Header(
        about_server["server_version"],
        about_server["database"],
        scope.tenant_column,
        scope.tenant_variable,
        tuple(Setting(**row) for row in settings),
        tuple(Role(row["name"], row["audited"], tuple(row["attributes"])) for row in roles),
        tuple(Membership(**row) for row in memberships),
    )


async def _sections(connection: Connection, scope: Scope) -> tuple[Section, ...]:
    return sections_of((row["section"], row["line"]) for row in await _ask(connection, scope, SECTIONS))
