"""One sync of one business: what changed at the source comes into the books, or why it did not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import httpx

from db.books import Caller, ReadBooks, WriteBooks
from db.connections.queue import Turn
from db.directory import user_id_of
from db.entrance import Books
from db.outages import NoSuchMembership
from orchestrators.access.people import Actor
from orchestrators.sources.connections.connection import ConnectionDataOrchestrator, ConnectionOrchestrator
from orchestrators.sources.connections.problems import ProblemCode
from orchestrators.sources.connections.state import Connection, ConnectionState, SyncProgress
from orchestrators.sources.exports.export import ImportOptions, SyncState
from orchestrators.sources.load import Counts, IngestionOrchestrator
from orchestrators.sources.writer import Progress
from server.past_forecasts import make_past_forecasts
from server.sources.importing import OPERATOR
from server.sources.memory import rare_collections
from server.sources.quickbooks.reading.client import PATIENCE, Client
from server.sources.quickbooks.reading.limits import Limits, Pauses, Rates
from server.sources.quickbooks.reading.pull import Position, Pull, Pulled
from server.sources.quickbooks.syncing.troubles import Failure, failure_of
from server.sources.quickbooks.tokens import AccessTokens, Token

SOURCE = "QuickBooks"
#: Other books came to those of a connected company because somebody said that they may.
BESIDE = ImportOptions(beside=True)
INCOMPLETE = "QuickBooks did not deliver everything; see the hygiene tray"


@dataclass(frozen=True, slots=True)
class Done:
    """What a sync came to: no counts if nothing was imported, no `next_at` if nothing is connected.

    `not_before` is what the source told to wait for, whoever asks for the next one.
    """

    business_id: UUID
    counts: Counts | None
    is_full: bool
    failure: Failure | None
    next_at: datetime | None
    not_before: datetime | None = None


class Superseded(Exception):
    """The connection has changed since the pull began; nothing of it was imported."""


@dataclass(frozen=True, slots=True)
class Syncing:
    """What all syncs of a process share; limits are kept by company, for as long as the process runs."""

    books: Books
    #: Makes the operator a member of a business.
    admit: Callable[[UUID], Awaitable[None]]
    tokens: AccessTokens
    http: httpx.AsyncClient
    api: str
    every: timedelta
    rates: Rates = field(default_factory=Rates)
    patience: float = PATIENCE
    _limits: dict[str, Limits] = field(default_factory=dict)

    async def sync(self, turn: Turn, pauses: Pauses, progress: Progress) -> Done:
        """Pull and import, in one transaction with how far the source was read.

        What goes wrong at the source is kept beside the connection and returned. Raises `Superseded`,
        `BooksUnavailable`, `BooksTimeout`, `WriteRaced`, `NoSuchMembership`.
        """
        try:
            with rare_collections():
                result = await self._pulled(turn, pauses, progress)
        except Exception as error:
            failure = failure_of(error)
            if failure is None:
                raise
            result = await self.failed(turn, failure)
        return result

    async def failed(self, turn: Turn, failure: Failure) -> Done:
        """Keep why nothing came; what is wrong in the same way as before is told once."""
        async with self.books.writing(user_id_of(OPERATOR), turn.business_id) as (desk, caller):
            connection = await _connection(desk, turn)
            if connection is None:
                return _not_connected(turn)
            now = connection.read_at
            progress = connection.progress
            is_known = (progress.state, progress.problem) == (failure.state, failure.problem)
            if not is_known:
                await IngestionOrchestrator(desk).load(
                    turn.business_id, caller, OPERATOR, turn.realm, SOURCE, failure.export(), _silent, BESIDE
                )
            since = connection.since if progress.state is failure.state else now
            next_at = failure.next_at(now, since)
            told = replace(progress, state=failure.state, problem=failure.problem, next_sync_at=next_at)
            await _report(desk, caller, turn, told)
        not_before = now + failure.wait if failure.wait else None
        return Done(turn.business_id, None, False, failure, next_at, not_before)

    async def _pulled(self, turn: Turn, pauses: Pauses, progress: Progress) -> Done:
        try:
            connection = await self._begin(turn)
        except NoSuchMembership:
            await self.admit(turn.business_id)
            connection = await self._begin(turn)
        if connection is None:
            return _not_connected(turn)
        pull = Pull(self._client(turn, pauses), progress, connection.read_at)
        pulled = await pull.after(_position(connection))
        done = await self._imported(turn, connection, pulled, progress)
        if pulled.is_full:
            await make_past_forecasts(self.books, turn.business_id, progress)
        return done

    async def _begin(self, turn: Turn) -> Connection | None:
        async with self.books.reading(user_id_of(OPERATOR), turn.business_id) as (desk, _):
            return await _connection(desk, turn)

    async def _imported(self, turn: Turn, before: Connection, pulled: Pulled, progress: Progress) -> Done:
        """Import, and move the position in the same transaction."""
        is_whole = pulled.export.state is SyncState.COMPLETE
        async with self.books.writing(user_id_of(OPERATOR), turn.business_id) as (desk, caller):
            loaded = await IngestionOrchestrator(desk).load(
                turn.business_id,
                caller,
                OPERATOR,
                turn.realm,
                SOURCE,
                pulled.export,
                progress,
                # The company of a realm is who QuickBooks says it is: under another name it is the same.
                replace(BESIDE, full=is_whole, replace_company=True),
            )
            # The import waited for others of the business; whoever was first moved the position.
            connection = await _connection(desk, turn)
            if connection is None or _position(connection) != _position(before):
                raise Superseded
            now = connection.read_at
            failure = None if is_whole else Failure(ProblemCode.UNEXPECTED_ANSWER, INCOMPLETE)
            position = pulled.position
            if is_whole and loaded.comparison.not_compared:
                position = Position(None, before.progress.full_comparison_at)
            told = self._progress(connection, position, now, failure)
            name = pulled.export.companies[-1].name if pulled.export.companies else None
            await _report(desk, caller, turn, told, name)
        return Done(turn.business_id, loaded.counts, pulled.is_full, failure, told.next_sync_at)

    def _progress(
        self, connection: Connection, position: Position, now: datetime, failure: Failure | None
    ) -> SyncProgress:
        if failure is not None:
            since = connection.since if connection.state is failure.state else now
            next_at = failure.next_at(now, since)
            return replace(
                connection.progress, state=failure.state, problem=failure.problem, next_sync_at=next_at
            )
        return SyncProgress(
            ConnectionState.CONNECTED,
            None,
            now,
            now + self.every,
            position.changes_since,
            position.compared_at,
        )

    def _client(self, turn: Turn, pauses: Pauses) -> Client:
        held: Token | None = None

        async def token(refused: str | None) -> str:
            nonlocal held
            old = held if held is not None and held.value == refused else None
            held = await self.tokens.access_token(user_id_of(OPERATOR), turn.business_id, old)
            if held.realm != turn.realm:
                raise Superseded
            return held.value

        limits = self._limits.setdefault(turn.realm, Limits(pauses.clock, self.rates))
        return Client(self.http, f"{self.api}/v3/company/{turn.realm}", token, limits, pauses, self.patience)


async def _connection(desk: ReadBooks, turn: Turn) -> Connection | None:
    """The connection, as long as it is to the company that was claimed."""
    connection = await ConnectionDataOrchestrator(desk).get_data(turn.business_id)
    if connection is None or not connection.is_live or connection.realm != turn.realm:
        return None
    return connection


async def _report(
    desk: WriteBooks, caller: Caller, turn: Turn, progress: SyncProgress, name: str | None = None
) -> None:
    actor = Actor(caller, OPERATOR)
    if not await ConnectionOrchestrator(desk).report(turn.business_id, actor, turn.realm, progress, name):
        raise Superseded


def _position(connection: Connection) -> Position:
    return Position(connection.progress.changes_since, connection.progress.full_comparison_at)


def _not_connected(turn: Turn) -> Done:
    return Done(turn.business_id, None, is_full=False, failure=None, next_at=None)


def _silent(_step: str, _done: int, _total: int) -> None:
    """Nobody watches the import of nothing."""
