"""Which connected business is synced next, and by which worker: ids and times of all businesses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from db.bootstrap import QUEUE
from db.outages import translated
from db.servers.address import Address
from db.servers.pools import open_pool
from db.servers.transactions import transaction

#: Each statement is a short transaction.
CONNECTIONS = 2

#: Seconds for which notifications of one company are gathered: what they tell of is read together.
GATHERING = 10

#: Whoever enters a company waits here for others who do; only then does a statement see what they entered.
_LOCK_COMPANY = "SELECT pg_advisory_xact_lock(hashtextextended($1::text || ' ' || $2::text, 0))"
#: Due when whoever enters it has stored the connection, or died before.
_ENTER = """
INSERT INTO runway.sync_queue AS q (business_id, environment, realm, due_at, asked_at)
SELECT $1::uuid, $2::text, $3::text, runway.clock() + interval '5 minutes', runway.clock()
 WHERE $4::boolean OR NOT EXISTS (
       SELECT FROM runway.sync_queue WHERE environment = $2 AND realm = $3 AND business_id <> $1)
ON CONFLICT (business_id) DO UPDATE
   SET environment = excluded.environment, realm = excluded.realm,
       due_at = excluded.due_at, asked_at = excluded.asked_at,
       not_before = CASE WHEN (q.environment, q.realm) = (excluded.environment, excluded.realm)
                         THEN q.not_before END
RETURNING true
"""
_LEAVE = "DELETE FROM runway.sync_queue WHERE business_id = $1"
_BUSINESSES = """
SELECT business_id FROM runway.sync_queue WHERE realm = $2 AND environment = $1
 ORDER BY business_id
"""
_ALL = "SELECT business_id FROM runway.sync_queue ORDER BY business_id"
#: The longest due first; what another worker looks at just now is passed over, what one left is taken up.
_CLAIM = """
UPDATE runway.sync_queue AS q
   SET claimed_by = $1, claimed_until = runway.clock() + $2::int * interval '1 second'
  FROM (SELECT business_id FROM runway.sync_queue
         WHERE due_at <= runway.clock() AND (claimed_until IS NULL OR claimed_until <= runway.clock())
           AND (not_before IS NULL OR not_before <= runway.clock())
           AND environment = $3 AND ($4::uuid IS NULL OR business_id = $4)
         ORDER BY due_at, business_id LIMIT 1 FOR UPDATE SKIP LOCKED) AS next
 WHERE q.business_id = next.business_id
RETURNING q.business_id, q.environment, q.realm, q.due_at, q.asked_at, runway.clock()
"""
_RENEW = """
UPDATE runway.sync_queue SET claimed_until = runway.clock() + $3::int * interval '1 second'
 WHERE business_id = $1 AND claimed_by = $2 RETURNING true
"""
#: Unless somebody has entered it again.
_DROP = """
DELETE FROM runway.sync_queue
 WHERE business_id = $1 AND claimed_by = $2 AND asked_at IS NOT DISTINCT FROM $3
"""
#: Asked for again while the sync ran: it is due soon, because the sync may have read before the change.
_FINISH = """
UPDATE runway.sync_queue
   SET claimed_by = NULL, claimed_until = NULL, not_before = $5,
       due_at = CASE WHEN asked_at IS DISTINCT FROM $4
                     THEN runway.clock() + $6::int * interval '1 second' ELSE $3 END
 WHERE business_id = $1 AND claimed_by = $2
"""
#: One row a business, however many ask; nothing is written for what is due by then and nobody works on.
_ASK = """
UPDATE runway.sync_queue AS q SET asked_at = runway.clock(), due_at = least(due_at, wanted.at)
  FROM (SELECT runway.clock() + $2::int * interval '1 second' AS at) AS wanted
 WHERE business_id = ANY ($1::uuid[]) AND (due_at > wanted.at OR claimed_until > runway.clock())
"""
_NOT_BEFORE = """
SELECT not_before FROM runway.sync_queue WHERE business_id = $1 AND not_before > runway.clock()
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A business that a worker has claimed, and the company that it is connected to."""

    business_id: UUID
    environment: str
    realm: str
    due_at: datetime
    asked_at: datetime | None
    claimed_at: datetime


class SyncQueue:
    """A pool as `runway_queue`; every method is its own transaction. Raises `BooksUnavailable`."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    @classmethod
    async def open(cls, address: Address, password: str | None) -> "SyncQueue":
        """Open the pool; connects on first use."""
        as_role = address.as_role(QUEUE, password)
        return cls(await open_pool(as_role, CONNECTIONS, None))

    async def enter(self, business_id: UUID, environment: str, realm: str, *, shared: bool) -> bool:
        """Have a business synced whose connection is about to be committed: in minutes, or once asked for.

        False when the company is another business's already, unless it may be `shared`.
        """
        async with transaction(self._pool, "read_committed") as connection:
            with translated():
                await connection.execute(_LOCK_COMPANY, environment, realm)
                entered = await connection.fetchval(_ENTER, business_id, environment, realm, shared)
        return entered is True

    async def leave(self, business_id: UUID) -> None:
        """Sync it no more."""
        await self._rows(_LEAVE, business_id)

    async def businesses_of(self, environment: str, realm: str) -> tuple[UUID, ...]:
        """The businesses that are connected to a company; usually one."""
        rows = await self._rows(_BUSINESSES, environment, realm)
        return tuple(row["business_id"] for row in rows)

    async def businesses(self) -> tuple[UUID, ...]:
        """The businesses that are connected to any company."""
        return tuple(row["business_id"] for row in await self._rows(_ALL))

    async def claim(
        self, worker: UUID, seconds: int, environment: str, business_id: UUID | None
    ) -> Turn | None:
        """Take the business that is due longest, or this one if it is due, for so many seconds."""
        rows = await self._rows(_CLAIM, worker, seconds, environment, business_id)
        return Turn(*rows[0]) if rows else None

    async def renew(self, business_id: UUID, worker: UUID, seconds: int) -> bool:
        """Keep a claim; False when it ran out and another worker may have it."""
        return bool(await self._rows(_RENEW, business_id, worker, seconds))

    async def finish(
        self, turn: Turn, worker: UUID, due_at: datetime, not_before: datetime | None = None
    ) -> None:
        """Give a claim back; the next one is due then, or soon if somebody asked in between.

        Whoever asks, nobody claims it before `not_before`.
        """
        await self._rows(_FINISH, turn.business_id, worker, due_at, turn.asked_at, not_before, GATHERING)

    async def drop(self, turn: Turn, worker: UUID) -> None:
        """Sync a claimed business no more that turned out not to be connected."""
        await self._rows(_DROP, turn.business_id, worker, turn.asked_at)

    async def ask(self, businesses: tuple[UUID, ...], within: int = 0) -> None:
        """Have businesses synced within so many seconds, but not before what their source told to wait."""
        await self._rows(_ASK, list(businesses), within)

    async def not_before(self, business_id: UUID) -> datetime | None:
        """What its source told to wait for, as long as that is not over."""
        rows = await self._rows(_NOT_BEFORE, business_id)
        return rows[0]["not_before"] if rows else None

    async def close(self) -> None:
        """Close the pool, waiting for nobody."""
        self._pool.terminate()

    async def _rows(self, sql: str, *values: object) -> "list[asyncpg.Record]":
        async with transaction(self._pool, "read_committed") as connection:
            with translated():
                return await connection.fetch(sql, *values)
