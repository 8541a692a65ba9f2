"""A business with many documents, the rows that its lists should hold, and a walk through all pages."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from db.books import ReadBooks
from db.directory import user_id_of
from orchestrators.books.payables import PayablesDataOrchestrator
from orchestrators.decisions.decision_console import DecisionConsoleDataOrchestrator
from orchestrators.hygiene.hygiene_tray import HygieneTrayDataOrchestrator
from orchestrators.paging import Order, Page, PageRequest
from tests.records import bill, customer, invoice, vendor
from tests.world import OWNER, World

Row = dict[str, Any]
TODAY = date(2026, 11, 20)
DUE = [str(date(2026, 11, 10) + timedelta(days)) for days in range(0, 40, 8)]
ISSUED = [str(date(2026, 9, 1) + timedelta(days)) for days in range(0, 60, 20)]
AMOUNTS = [10.0, 10.25, 99.5, 1500.0]

_DOCUMENTS = (
    "SELECT id, due_date, issue_date, balance AS open_balance, total FROM runway.document d "
    "WHERE business_id = $1 AND "
)


@dataclass(frozen=True, slots=True)
class Lot:
    """A list of the books: its rows by plain SQL, its pages by the orchestrator, what it is sorted by."""

    sql: str
    page: Callable[[ReadBooks, UUID, PageRequest], Awaitable[Page[Any]]]
    fields: tuple[str, ...]


LOTS = {
    "bills": Lot(
        _DOCUMENTS + "kind = 'BILL'",
        lambda books, business, request: PayablesDataOrchestrator(books).bills(business, TODAY, request),
        ("due_date", "issue_date", "open_balance", "total"),
    ),
    "items": Lot(
        _DOCUMENTS + "kind IN ('BILL', 'INVOICE') AND state = 'OPEN' "
        "AND NOT EXISTS (SELECT FROM runway.issue i WHERE i.document_id = d.id AND i.blocking "
        "AND i.status = 'OPEN')",
        lambda books, business, request: DecisionConsoleDataOrchestrator(books).items(
            business, TODAY, request
        ),
        ("due_date", "issue_date", "open_balance", "total"),
    ),
    "issues": Lot(
        "SELECT id, severity, amount_at_stake, detected_at FROM runway.issue WHERE business_id = $1",
        lambda books, business, request: HygieneTrayDataOrchestrator(books).issues(business, TODAY, request),
        ("severity", "amount_at_stake", "detected_at"),
    ),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """One business of a world."""

    world: World
    business: UUID

    async def fill(self, count: int, seed: int, first_id: int = 1000) -> None:
        """Import documents with many equal and many missing values."""
        chance = Random(seed)
        records = {
            "Vendor": [vendor()],
            "Customer": [customer()],
            "Bill": [bill(str(first_id + n), **_values(chance)) for n in range(count)],
            "Invoice": [invoice(str(first_id + n), **_values(chance)) for n in range(count // 3)],
        }
        await self.world.load(self.business, records)

    async def page(self, lot: Lot, request: PageRequest) -> Page[Any]:
        """A page, read in a snapshot of its own, as each request is."""
        async with self.world.books.reading(user_id_of(OWNER), self.business) as (books, _):
            return await lot.page(books, self.business, request)

    async def rows(self, lot: Lot) -> list[Row]:
        """All rows, by SQL."""
        return [dict(row) for row in await self.world.run(lot.sql, self.business)]

    async def walk(
        self, lot: Lot, request: PageRequest, between: Callable[[], Awaitable[None]] | None = None
    ) -> list[UUID]:
        """The ids on all pages, one after the other; checks what each page says of itself."""
        seen: list[UUID] = []
        while True:
            page = await self.page(lot, request)
            assert len(page.edges) <= request.first
            assert page.page_info.has_previous_page == (request.after is not None)
            seen += [node.id for node in page.nodes]
            if page.edges:
                ends = (page.page_info.start_cursor, page.page_info.end_cursor)
                assert ends == (page.edges[0].cursor, page.edges[-1].cursor)
            if not page.page_info.has_next_page:
                return seen
            assert len(page.edges) == request.first
            request = replace(request, after=page.page_info.end_cursor)
            if between is not None:
                await between()

    async def walk_back(self, lot: Lot, request: PageRequest) -> list[UUID]:
        """The ids on all pages from the last to the first one, in the order of the list."""
        seen: list[UUID] = []
        request = replace(request, last=request.first)
        while True:
            page = await self.page(lot, request)
            assert len(page.edges) <= request.size
            assert page.page_info.has_next_page == (request.before is not None)
            seen = [*(node.id for node in page.nodes), *seen]
            if not page.page_info.has_previous_page:
                return seen
            assert len(page.edges) == request.size
            request = replace(request, before=page.page_info.start_cursor)


def in_order(rows: Sequence[Row], order: Sequence[Order]) -> list[UUID]:
    """The ids as promised: by the fields, NULLs last in both directions, then by id in the last direction."""
    result = sorted(rows, key=lambda row: row["id"].int, reverse=bool(order) and order[-1].descending)
    for part in reversed(order):
        field = part.field
        known = [row for row in result if row[field] is not None]
        known.sort(key=lambda row: row[field], reverse=part.descending)  # Used up in this round.
        result = known + [row for row in result if row[field] is None]
    return [row["id"] for row in result]


def _values(chance: Random) -> dict[str, Any]:
    total = chance.choice([*AMOUNTS, None])
    balance = chance.choice([total, total, 0, None, 5.5])
    return {
        "DueDate": chance.choice([*DUE, None]),
        "TxnDate": chance.choice([*ISSUED, ISSUED[0], None]),
        "TotalAmt": total,
        "Balance": balance,
    }
