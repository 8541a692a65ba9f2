"""Connections as each role, and whom a transaction claims to act for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from db.directory import user_id_of
from tests.canaries import Marked
from tests.db.catalogue import Fingerprint, Table, fingerprint_sql
from tests.world import World

#: insufficient_privilege: no right, or a row that no policy lets in.
REFUSED = "42501"
#: invalid_text_representation: a context that is no uuid.
UNREADABLE = "22P02"
#: Of ours: no such membership.
NO_MEMBERSHIP = "RW001"
READ_ONLY = "25006"


@dataclass(frozen=True, slots=True)
class Guise:
    """Whom a transaction claims to act for: the statements that say so, in its first lines."""

    name: str
    setup: tuple[str, ...] = ()


def entered(user: str, business: UUID) -> Guise:
    """As every request does it."""
    return Guise(f"entered as {user}", (f"SELECT runway.enter('{user_id_of(user)}', '{business}')",))


def inside(marked: Marked) -> Guise:
    """The owner, in their own business."""
    return entered(marked.owner, marked.business)


def across(user: str) -> Guise:
    """As the portfolio does it."""
    return Guise(f"across as {user}", (f"SELECT runway.enter_portfolio('{user_id_of(user)}')",))


def across_at(user: str, business: UUID) -> Guise:
    """As the portfolio reads one of the businesses."""
    entering = f"SELECT runway.enter_portfolio_one('{user_id_of(user)}', '{business}')"
    return Guise(f"across as {user} at {business}", (entering,))


def _claimed(text: str) -> Guise:
    names = {"app.user_id": text, "app.business_id": text, "app.business_ids": text and f"{{{text}}}"}
    return Guise(
        f"claiming {text!r}", tuple(f"SET LOCAL {name} = '{value}'" for name, value in names.items())
    )


#: No context at all, and what is none.
NOBODY = Guise("nobody")
JUNK = tuple(_claimed(text) for text in ("", "0b1f6b0e-6c3e-4b8e-9d0a-2f6f1f0c9a11", "not a uuid"))
UNENTERED = (NOBODY, *JUNK)


@asynccontextmanager
async def connected(world: World, role: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection as a role."""
    connection = await world.address.as_role(role).connect()
    try:
        yield connection
    finally:
        await connection.close()


async def attempt(
    connection: "asyncpg.Connection[asyncpg.Record]",
    guise: Guise,
    sql: str,
    *values: object,
    commit: bool = False,
) -> str:
    """Try a statement in a transaction of its own: the server's answer ("UPDATE 3"), or its SQLSTATE.

    Unless told otherwise what it did is taken back.
    """
    transaction = connection.transaction()
    await transaction.start()
    try:
        await _claim(connection, guise)
        answer: str = await connection.execute(sql, *values)
    except asyncpg.PostgresError as error:
        await transaction.rollback()
        return error.sqlstate or ""
    await (transaction.commit() if commit else transaction.rollback())
    return answer


async def visible(
    connection: "asyncpg.Connection[asyncpg.Record]", guise: Guise, table: Table
) -> Fingerprint | str:
    """All rows that a guise sees, or the SQLSTATE."""
    try:
        return Fingerprint.of(await ask(connection, guise, fingerprint_sql(table)))
    except asyncpg.PostgresError as error:
        return error.sqlstate or ""


async def ask(
    connection: "asyncpg.Connection[asyncpg.Record]", guise: Guise, sql: str, *values: object
) -> Any:
    """The first row of a question."""
    async with connection.transaction():
        await _claim(connection, guise)
        return await connection.fetchrow(sql, *values)


async def _claim(connection: "asyncpg.Connection[asyncpg.Record]", guise: Guise) -> None:
    for statement in guise.setup:
        await connection.execute(statement)
