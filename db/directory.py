"""Businesses, people and memberships, kept from the command line by a role that can touch nothing else."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import asyncpg

from db.bootstrap import DIRECTORY
from db.outages import translated
from db.servers.address import Address

_PEOPLE = uuid5(NAMESPACE_URL, "urn:runway:people")


def user_id_of(email: str) -> UUID:
    """A person's id follows from the address, so that a token names the row before anybody may read one."""
    return uuid5(_PEOPLE, email.strip().casefold())


@dataclass(frozen=True, slots=True)
class Listed:
    """A business, as the directory lists it."""

    id: UUID
    name: str


class Ambiguous(Exception):
    """Several businesses have that name; the id must be given."""


@dataclass(frozen=True, slots=True)
class Directory:
    """One connection as `runway_directory`; every method is its own transaction."""

    connection: "asyncpg.Connection[asyncpg.Record]"

    @classmethod
    async def open(cls, address: Address, password: str | None) -> "Directory":
        """Connect; raises `BooksUnavailable`."""
        with translated():
            return cls(await address.as_role(DIRECTORY, password).connect())

    async def close(self) -> None:
        """Disconnect."""
        await self.connection.close()

    async def find(self, name_or_id: str) -> Listed | None:
        """A business by its id or its exact name; raises `Ambiguous` when several have the name."""
        rows = await self._rows(
            "SELECT id, name FROM runway.business WHERE name = $1 OR id = $2", name_or_id, _uuid(name_or_id)
        )
        if len(rows) > 1:
            raise Ambiguous
        return Listed(rows[0]["id"], rows[0]["name"]) if rows else None

    async def list(self) -> tuple[Listed, ...]:
        """All businesses, by name."""
        rows = await self._rows("SELECT id, name FROM runway.business ORDER BY name, id")
        return tuple(Listed(row["id"], row["name"]) for row in rows)

    async def create(
        self, name: str, currency_code: str, time_zone: str, business_id: UUID | None = None
    ) -> Listed:
        """A new business, under an id of its own unless one is given."""
        made = Listed(business_id or uuid4(), name)
        await self._rows(
            "INSERT INTO runway.business (id, name, currency_code, time_zone) VALUES ($1, $2, $3, $4)",
            made.id,
            name,
            currency_code,
            time_zone,
        )
        return made

    async def grant(self, business_id: UUID, email: str, role: str) -> UUID:
        """Let a person enter a business as `role`, or change the role; makes the person if need be."""
        user_id = user_id_of(email)
        async with self.connection.transaction():
            await self.connection.execute(
                "INSERT INTO runway.app_user (id, email) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                user_id,
                email.strip(),
            )
            await self.connection.execute(
                "INSERT INTO runway.membership (user_id, business_id, role) VALUES ($1, $2, $3) "
                "ON CONFLICT (user_id, business_id) DO UPDATE SET role = excluded.role",
                user_id,
                business_id,
                role,
            )
        return user_id

    async def revoke(self, business_id: UUID, email: str) -> bool:
        """Take a membership away: it ends with the person's next request. False when there was none."""
        rows = await self._rows(
            "DELETE FROM runway.membership WHERE user_id = $1 AND business_id = $2 RETURNING true",
            user_id_of(email),
            business_id,
        )
        return bool(rows)

    async def _rows(self, sql: str, *values: object) -> "tuple[asyncpg.Record, ...]":
        # A pooler lends a session for a transaction, and a statement takes two steps.
        async with self.connection.transaction():
            return tuple(await self.connection.fetch(sql, *values))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
