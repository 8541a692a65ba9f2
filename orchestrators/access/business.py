"""The business entered, and the businesses that a person may enter."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.books import ReadBooks
from db.queries.access import business as queries
from orchestrators.access.roles import Role


@dataclass(frozen=True, slots=True)
class Business:
    """The tenant; freshness_hours is how long an import counts as fresh, stale whether it no longer does."""

    id: UUID
    name: str
    currency_code: str
    time_zone: str
    last_synced_at: datetime | None
    freshness_hours: int
    is_stale: bool


@dataclass(frozen=True, slots=True)
class BusinessMembership:
    """A business that the viewer may enter, and as what."""

    id: UUID
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class BusinessDataOrchestrator:
    """Reads the tenant itself."""

    db: ReadBooks

    async def get_data(self, business_id: UUID) -> Business:
        """The business entered, with its home currency, its zone and how old its books are."""
        row = await self.db.row(queries.ONE, {"business_id": business_id})
        assert row is not None, "the books were entered for this business"
        return Business(
            row["id"],
            row["name"],
            row["currency_code"],
            row["time_zone"],
            row["last_synced_at"],
            row["freshness_hours"],
            row["stale"],
        )


@dataclass(frozen=True, slots=True)
class ViewerDataOrchestrator:
    """Reads across the businesses of one person; needs books opened with `Books.across`."""

    db: ReadBooks

    async def businesses(self, user_id: UUID) -> tuple[BusinessMembership, ...]:
        """The businesses that the user may enter, by name, each with the role there; maybe none."""
        rows = await self.db.rows(queries.OF_USER, {"user_id": user_id})
        return tuple(BusinessMembership(row["id"], row["name"], Role(row["role"])) for row in rows)
