"""A connection as the attacked role, and how one attempt runs on it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from io import BytesIO

import asyncpg

from isolation.prover.attempts.attempt import Attempt, Outcome, Rule
from isolation.prover.attempts.instruments import FORGET_OTHERS
from isolation.prover.catalogue.model import INSTRUMENTS
from isolation.prover.catalogue.reading import Connection
from isolation.prover.catalogue.sqltext import fill, literal, set_local
from isolation.prover.seeding.stage import Context


@dataclass(frozen=True, slots=True)
class Bounds:
    """How an attempt begins and ends: in a transaction of its own, or at a savepoint within another.

    An attempt is ended by whatever follows it on the session, in the same message as its own beginning.
    """

    begin: str = "BEGIN READ WRITE"
    end: str = "ROLLBACK"
    #: How what B does beforehand ends; what it leaves must not depend on it.
    leave: str = "COMMIT"


def within(become: str) -> Bounds:
    """After `SAVEPOINT attempt` in a transaction; `become` makes the current user the attacked role."""
    back = "ROLLBACK TO SAVEPOINT attempt"
    return Bounds(become, back, back)


@dataclass(slots=True)
class Attacker:
    """One session of a role; nothing of an attempt stays, `itself` says that the role logged in."""

    role: str
    connection: Connection
    fingerprint: str
    earlier: Context
    itself: bool
    bounds: Bounds = field(default_factory=Bounds)
    _notices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection.add_log_listener(self._noticed)

    def leave(self) -> None:
        """Hear no more of the connection."""
        self.connection.remove_log_listener(self._noticed)

    async def run(self, attempt: Attempt, context: Context) -> Outcome:
        """Run an attempt, and its twin if it has one."""
        if attempt.earlier:
            failed = await self._leave_earlier(attempt.earlier)
            if failed is not None:
                return failed
        outcome = await self._once(attempt, attempt.statement, context)
        if attempt.earlier:
            await self._forget_leftovers()
        if attempt.twin is None:
            return outcome
        return replace(outcome, twin=await self._once(attempt, attempt.twin, context))

    async def _leave_earlier(self, statements: Iterable[str]) -> Outcome | None:
        """What B's own transaction leaves on the session; an outcome only when it cannot."""
        try:
            # Apart: a prepared statement shows all of the message that made it.
            await self._send(*self._begin(self.earlier))
            await self._send(*statements, self.bounds.leave)
        except asyncpg.PostgresError as error:
            await self._forget_leftovers()
            return _failed(error, ())
        return None

    async def _forget_leftovers(self) -> None:
        """Not transactional, so that the rollback of a transaction leaves them."""
        await self._send(*self._end(), "CLOSE ALL", "DEALLOCATE ALL")

    def _begin(self, context: Context) -> tuple[str, ...]:
        return (*self._end(), self.bounds.begin, *set_local(context.settings))

    def _end(self) -> tuple[str, ...]:
        """What ends the last attempt, if it is still going on."""
        return (self.bounds.end,) if self.connection.is_in_transaction() else ()

    async def _send(self, *statements: str) -> str:
        """All in one message; answers with the tag of the last. After one that fails none is run."""
        return await self.connection.execute("; ".join(statements))

    async def _once(self, attempt: Attempt, statement: str, context: Context) -> Outcome:
        self._notices.clear()
        try:
            rows, touched = await self._answer(attempt, statement, context)
            left = [row for after in attempt.after for row in (await self._fetch(after, copy=False))[0]]
            without = await self._without_b(attempt, statement)
            await self._verify(attempt)
            return Outcome(rows, touched, tuple(left), await self._heard(), twin=without)
        except asyncpg.PostgresError as error:
            return _failed(error, await self._heard())

    async def _answer(
        self, attempt: Attempt, statement: str, context: Context
    ) -> tuple[tuple[str, ...], int]:
        begin = (*self._begin(context), *attempt.before)
        if attempt.silent:
            return (), _count(await self._send(*begin, statement))
        await self._send(*begin)
        return await self._fetch(statement, copy=attempt.copy)

    async def _without_b(self, attempt: Attempt, statement: str) -> Outcome | None:
        if attempt.rule is not Rule.SAME_WITHOUT_B:
            return None
        await self.connection.execute(FORGET_OTHERS)
        rows, touched = await self._fetch(statement, copy=False)
        return Outcome(rows, touched)

    async def _verify(self, attempt: Attempt) -> None:
        if attempt.rule is Rule.SAME_WITHOUT_B:
            return
        # What would only happen at the commit happens before the fingerprint is taken.
        await self.connection.execute(
            fill(
                "SET CONSTRAINTS ALL IMMEDIATE; SELECT {schema}.verify({before})",
                schema=INSTRUMENTS,
                before=literal(self.fingerprint),
            )
        )

    async def _fetch(self, statement: str, *, copy: bool) -> tuple[tuple[str, ...], int]:
        if copy:
            into = BytesIO()
            tag = await self.connection.copy_from_query(statement, output=into)
            return tuple(into.getvalue().decode().splitlines()), _count(tag)
        prepared = await self.connection.prepare(statement)
        rows = await prepared.fetch()
        return tuple(text_of(tuple(row.items())) for row in rows), _count(prepared.get_statusmsg())

    async def _heard(self) -> tuple[str, ...]:
        # The driver hands notices over in the loop's next turn.
        await asyncio.sleep(0)
        return tuple(self._notices)

    def _noticed(self, _connection: object, message: asyncpg.PostgresLogMessage) -> None:
        self._notices.append(words_of(message))


def _failed(error: asyncpg.PostgresError, notices: tuple[str, ...]) -> Outcome:
    return Outcome(notices=notices, state=error.sqlstate, error=words_of(error))


def words_of(message: object) -> str:
    """All that an error or a notice tells."""
    parts = (getattr(message, part, None) for part in ("message", "detail", "hint", "context"))
    return "\n".join(str(part) for part in parts if part)


def _count(tag: str | None) -> int:
    last = (tag or "").rpartition(" ")[2]
    return int(last) if last.isdigit() else 0


def text_of(value: object) -> str:
    """A value as text, in which each of its parts reads as the server would write it."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()} {value!r}"
    if isinstance(value, asyncpg.Record):
        return text_of(tuple(value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(text_of(part) for part in value)
    return str(value)
