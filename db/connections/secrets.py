"""The encrypted tokens of connections, reached by a role that no request has, one business at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from db.bootstrap import SYNC
from db.outages import translated
from db.servers.address import Address
from db.servers.pools import open_pool
from db.servers.transactions import transaction

#: Few hold one for long, and nobody is asked to wait for it.
CONNECTIONS = 4

_READ = """
SELECT environment, realm, access_token, refresh_token, access_expires_at, refresh_expires_at, version
  FROM runway.connection_secret WHERE business_id = $1 FOR UPDATE
"""
_KEEP = """
INSERT INTO runway.connection_secret AS s
       (business_id, environment, realm, access_token, refresh_token, access_expires_at, refresh_expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (business_id) DO UPDATE
   SET environment = excluded.environment, realm = excluded.realm, access_token = excluded.access_token,
       refresh_token = excluded.refresh_token, access_expires_at = excluded.access_expires_at,
       refresh_expires_at = excluded.refresh_expires_at, version = s.version + 1
"""
_FORGET = """
UPDATE runway.connection_secret
   SET access_token = NULL, refresh_token = NULL, access_expires_at = NULL, refresh_expires_at = NULL,
       environment = NULL, realm = NULL, version = version + 1
 WHERE business_id = $1
"""
#: Two that come back at once wait for each other here, and the second finds it spent.
_SPEND = """
INSERT INTO runway.connection_secret AS s (business_id, state_used_at) VALUES ($1, $2)
ON CONFLICT (business_id) DO UPDATE SET state_used_at = excluded.state_used_at
 WHERE s.state_used_at IS NULL OR s.state_used_at < excluded.state_used_at
RETURNING true
"""
_IS_SPENT = "SELECT state_used_at >= $2 FROM runway.connection_secret WHERE business_id = $1"


@dataclass(frozen=True, slots=True)
class Ciphertexts:
    """Both tokens of a company as they are stored: encrypted, so that showing one tells nothing."""

    environment: str
    realm: str
    access_token: str
    refresh_token: str
    access_expires_at: datetime
    refresh_expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldSecret:
    """The secret of one business, inside a transaction that commits when the work with it is done."""

    business_id: UUID
    _connection: "asyncpg.Connection[asyncpg.Record]"

    async def read(self) -> Ciphertexts | None:
        """What is stored, if anything; nobody else reads or changes it until the transaction ends."""
        with translated():
            row = await self._connection.fetchrow(_READ, self.business_id)
        if row is None or row["refresh_token"] is None:
            return None
        return Ciphertexts(*(row[name] for name in Ciphertexts.__slots__))

    async def keep(self, secret: Ciphertexts) -> None:
        """Store it in place of what was there."""
        values = (getattr(secret, name) for name in Ciphertexts.__slots__)
        with translated():
            await self._connection.execute(_KEEP, self.business_id, *values)

    async def forget(self) -> None:
        """Drop both tokens; what was spent stays spent."""
        with translated():
            await self._connection.execute(_FORGET, self.business_id)

    async def spend(self, made_at: datetime) -> bool:
        """Use up the attempt that was begun then; False when it or a newer one was used before."""
        with translated():
            spent: bool | None = await self._connection.fetchval(_SPEND, self.business_id, made_at)
        return spent is True

    async def is_spent(self, made_at: datetime) -> bool:
        """Whether the attempt that was begun then, or a newer one, was used."""
        with translated():
            spent: bool | None = await self._connection.fetchval(_IS_SPENT, self.business_id, made_at)
        return spent is True


class Secrets:
    """A pool as `runway_sync`; hands out one business's secret at a time, and keeps nothing."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    @classmethod
    async def open(cls, address: Address, password: str | None) -> "Secrets":
        """Open the pool; connects on first use."""
        as_role = address.as_role(SYNC, password)
        return cls(await open_pool(as_role, CONNECTIONS, None))

    @asynccontextmanager
    async def holding(self, user_id: UUID, business_id: UUID) -> AsyncIterator[HeldSecret]:
        """Enter a business as one of its members; raises `NoSuchMembership`, `BooksUnavailable`."""
        async with transaction(self._pool, "read_committed") as connection:
            with translated():
                query = "SELECT business_id FROM runway.enter($1, $2, NULL)"
                await connection.fetchval(query, user_id, business_id)
            yield HeldSecret(business_id, connection)

    async def close(self) -> None:
        """Close the pool, waiting for nobody."""
        self._pool.terminate()
