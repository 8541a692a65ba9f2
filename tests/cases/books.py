"""The books of a situation that somebody reported: exports as they came, and questions about them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from server.sources.importing import Imported
from tests.folders import SHARED_DATA
from tests.serving import Served
from tests.world import OWNER

#: The day on which the situations were written down: their dates are absolute.
TODAY = datetime(2026, 11, 28, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Books:
    """A business that the exports of one situation are imported into."""

    served: Served
    folder: Path
    business: UUID

    async def load(self, path: str = ".", **options: Any) -> Imported:
        """Import a step of the situation, or all of it."""
        return await self.served.world.import_path(self.business, self.folder / path, **options)

    async def ask(self, query: str) -> Any:
        """The data of an answer without errors."""
        return (await self.served.api.ask(query, user=OWNER, business=self.business)).data

    async def runway(self, fields: str, as_of: str | None = None) -> Any:
        """The runway's fields, of today or of a day before."""
        arguments = f'(asOf: "{as_of}")' if as_of else ""
        return (await self.ask(f"{{ runway{arguments} {{ {fields} }} }}"))["runway"]

    async def burn(self) -> list[tuple[str, str]]:
        """What came in and what went out, month by month."""
        fields = "burn { unknownReason months { cashIn { amount } cashOut { amount } } }"
        burn = (await self.runway(fields))["burn"]
        assert burn["unknownReason"] is None
        return [(month["cashIn"]["amount"], month["cashOut"]["amount"]) for month in burn["months"]]


@asynccontextmanager
async def situation(served: Served, slug: str, currency: str = "USD") -> AsyncIterator[Books]:
    """An empty business on the day of the situation."""
    async with served.world.at(TODAY):
        # In the zone that its day is of, wherever the tests are run.
        business = await served.world.business(slug, currency=currency, zone="UTC")
        yield Books(served, SHARED_DATA / "cases" / slug, business)
