"""A session that B used and A gets next, straight, from a pool, or through PgBouncer: nothing of B is left.

What a transaction leaves when it keeps to itself is tried everywhere. What only a careless one leaves
(SET without LOCAL, a cursor WITH HOLD) is tried where the session is reset in between: PostgreSQL keeps
it for the session, whoever comes next, and no policy can tell.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg

from isolation.place import Place
from isolation.prover.attempts.attacker import text_of, words_of
from isolation.prover.attempts.attempt import terminated
from isolation.prover.catalogue.reading import Connection
from isolation.prover.catalogue.sqltext import fill, set_local
from isolation.prover.seeding.seeds import Side
from isolation.prover.seeding.stage import Context, Stage
from isolation.prover.verdicts.oracles import Status, Verdict, values_in
from isolation.prover.verdicts.report import Breach
from isolation.prover.verdicts.tally import Tally

#: Lends the session to one client after the other.
Lender: TypeAlias = Callable[[], AbstractAsyncContextManager[Connection]]
Way: TypeAlias = Callable[[Place], AbstractAsyncContextManager[Lender]]


@dataclass(frozen=True, slots=True)
class Leftover:
    """What B's transaction does to a table, and how it ends; `careless` needs a reset afterwards."""

    name: str
    statements: tuple[str, ...]
    ending: str = "COMMIT"
    careless: bool = False


LEFTOVERS = (
    Leftover("a committed transaction", ("SELECT * FROM {t}",)),
    Leftover("a transaction rolled back", ("SELECT * FROM {t}",), "ROLLBACK"),
    Leftover("a savepoint released", ("SAVEPOINT s", "{set}", "SELECT * FROM {t}", "RELEASE s")),
    Leftover("a savepoint rolled back", ("SAVEPOINT s", "{set}", "SELECT * FROM {t}", "ROLLBACK TO s")),
    Leftover("a failed statement", ("SELECT * FROM {t}", "SELECT 1/0"), "ROLLBACK"),
    Leftover("a cursor", ("DECLARE left_by_b CURSOR FOR SELECT * FROM {t}", "FETCH 1 FROM left_by_b")),
    Leftover("a prepared statement", ("PREPARE left_by_b AS SELECT * FROM {t}", "EXECUTE left_by_b")),
    Leftover("an advisory lock", ("SELECT pg_advisory_xact_lock(1)",)),
    Leftover("a temporary table", ("CREATE TEMPORARY TABLE left_by_b AS SELECT * FROM {t}",)),
    Leftover("variables SET without LOCAL", ("{set_session}",), careless=True),
    Leftover(
        "a cursor WITH HOLD", ("DECLARE left_by_b CURSOR WITH HOLD FOR SELECT * FROM {t}",), careless=True
    ),
    Leftover("a lock of the session", ("SELECT pg_advisory_lock(1)",), careless=True),
)
_QUESTIONS = (
    "SELECT * FROM left_by_b",
    "FETCH ALL FROM left_by_b",
    "EXECUTE left_by_b",
    "SELECT name, statement FROM pg_prepared_statements",
    "SELECT name, statement FROM pg_cursors",
)
#: A lock shows no value: that there is one is what must not be.
_LOCKS = "SELECT locktype, objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


@asynccontextmanager
async def straight(login: Place) -> AsyncIterator[Lender]:
    """One connection, kept and never reset."""
    connection: Connection = await asyncpg.connect(login.dsn(), statement_cache_size=0)

    @asynccontextmanager
    async def lend() -> AsyncIterator[Connection]:
        yield connection

    try:
        yield lend
    finally:
        await connection.close()


@asynccontextmanager
async def pooled(login: Place) -> AsyncIterator[Lender]:
    """asyncpg's pool of one connection, which it resets when it comes back."""
    pool = await asyncpg.create_pool(login.dsn(), min_size=1, max_size=1, statement_cache_size=0)

    @asynccontextmanager
    async def lend() -> AsyncIterator[Connection]:
        async with pool.acquire() as connection:
            yield connection  # type: ignore[misc]  # A proxy with the connection's methods.

    try:
        yield lend
    finally:
        await pool.close()


async def try_sessions(
    stage: Stage, login: Place, name: str, way: Way, tally: Tally, *, resets: bool
) -> None:
    """Every leftover on a session of its own; `resets` says that this way cleans sessions."""
    role = login.user or ""
    tables = [table.sql for table in stage.tables]
    for leftover in LEFTOVERS:
        if leftover.careless and not resets:
            continue
        async with way(login) as lend:
            verdict = await _try(stage, leftover, tables, lend)
        tally.add(used_again(name), leftover.name, verdict, 1)
        if verdict.status is Status.BREACH:
            text = "\n".join((f"\\connect - {role}", *_script(stage, leftover, tables[0])))
            tally.breaches.append(Breach(used_again(name), leftover.name, role, "A", verdict.why, text))


def used_again(name: str) -> str:
    """What the matrix calls a way."""
    return f"(session used again: {name})"


async def _try(stage: Stage, leftover: Leftover, tables: list[str], lend: Lender) -> Verdict:
    theirs = stage.context(Side.B)
    async with lend() as connection:
        before = await _backend(connection)
        for table in tables:
            await _leave(connection, leftover, theirs, table)
    async with lend() as connection:
        if await _backend(connection) != before:
            return Verdict(Status.INCONCLUSIVE, "the second client was given another session")
        for context, hidden in (
            (Context("nobody", {}), stage.canaries(*Side)),
            (stage.context(Side.A), stage.canaries(Side.B)),
        ):
            questions = (*_QUESTIONS, *_variables(theirs), *(_all_of(table) for table in tables))
            for question, seen in await _ask(connection, context, questions):
                if shown := values_in(seen, hidden):
                    return Verdict(Status.BREACH, f"as {context.name}, {question!r} shows {shown[0]!r}")
        [(_locks, held)] = await _ask(connection, Context("nobody", {}), (_LOCKS,))
        if held:
            return Verdict(Status.BREACH, f"a lock is still held: {held}")
    return Verdict(Status.PASSED)


async def _backend(connection: Connection) -> int:
    # In a transaction: PgBouncer gives every transaction whichever session is free.
    await connection.execute("BEGIN")
    pid: int = await connection.fetchval("SELECT pg_backend_pid()")
    await connection.execute("COMMIT")
    return pid


async def _leave(connection: Connection, leftover: Leftover, theirs: Context, table: str) -> None:
    """B's transaction; what it is refused, it does not leave."""
    statements = (_filled(statement, theirs, table) for statement in leftover.statements)
    try:
        # Apart: a prepared statement and a cursor show all of the message that made them.
        await _send(connection, "BEGIN", *set_local(theirs.settings))
        await _send(connection, *statements, leftover.ending)
    except asyncpg.PostgresError:
        await connection.execute("ROLLBACK")


async def _ask(connection: Connection, context: Context, questions: Iterable[str]) -> list[tuple[str, str]]:
    """Each question and what it shows: all in one transaction, but after one that fails in another."""
    begin = ("BEGIN", *set_local(context.settings))
    answers = []
    await _send(connection, *begin)
    for question in questions:
        try:
            answers.append((question, text_of(await connection.fetch(question))))
        except asyncpg.PostgresError as error:
            answers.append((question, words_of(error)))
            await _send(connection, "ROLLBACK", *begin)
    await connection.execute("ROLLBACK")
    return answers


async def _send(connection: Connection, *statements: str) -> None:
    await connection.execute("; ".join(statements))


def _variables(theirs: Context) -> Iterator[str]:
    for name in theirs.settings:
        yield f"SELECT current_setting('{name}', true)"


def _all_of(table: str) -> str:
    return fill("SELECT * FROM {t}", t=table)


def _filled(statement: str, theirs: Context, table: str) -> str:
    local = "; ".join(set_local(theirs.settings))
    return fill(statement, t=table, set=local, set_session=local.replace("SET LOCAL", "SET"))


def _script(stage: Stage, leftover: Leftover, table: str) -> list[str]:
    theirs = stage.context(Side.B)
    statements = [_filled(statement, theirs, table) for statement in leftover.statements]
    lines = ["BEGIN", *set_local(theirs.settings), *statements, leftover.ending]
    lines += ["BEGIN", *set_local(stage.context(Side.A).settings), *_QUESTIONS[:3], _all_of(table), _LOCKS]
    return terminated(lines)
