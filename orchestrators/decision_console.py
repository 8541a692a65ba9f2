"""The decision console: what is ready for a decision, and the queue of those proposed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries import decision_console as queries
from db.queries import documents
from orchestrators.business import BusinessDataOrchestrator
from orchestrators.calculations.figures import UnknownReason
from orchestrators.cash import CashDataOrchestrator
from orchestrators.documents import Document, document
from orchestrators.money import Money, figure
from orchestrators.paging import Page, PageRequest, fetch_page


class DecisionAction(StrEnum):
    """What can be decided: pay, schedule or delay a bill; chase or expect an invoice."""

    PAY = "PAY"
    SCHEDULE = "SCHEDULE"
    DELAY = "DELAY"
    CHASE = "CHASE"
    EXPECT = "EXPECT"


class DecisionStatus(StrEnum):
    """Where a decision stands."""

    PROPOSED = "PROPOSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something, by the address they had then."""

    email: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about one item; `version` rises with every change."""

    id: UUID
    status: DecisionStatus
    action: DecisionAction
    note: str | None
    item: Document
    proposed_by: Person
    proposed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class DecisionConsole:
    """The console on one day. When the source is stale, its items are served and none is ready."""

    as_of: date
    cash: Money | None
    cash_unknown: UnknownReason | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class DecisionConsoleDataOrchestrator:
    """Reads the console and its queue; keeps nothing: decisions live in the database."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, today: date) -> DecisionConsole:
        """Cash now and the freshness of the source, as of the business's local date."""
        business = await BusinessDataOrchestrator(self.db).get_data(business_id)
        position = await CashDataOrchestrator(self.db).position(business_id, today)
        return DecisionConsole(today, *figure(position.amount, business.currency_code), business.is_stale)

    async def items(self, business_id: UUID, today: date, request: PageRequest) -> Page[Document]:
        """Open bills and invoices without a blocking issue."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, documents.READY, request, values, lambda row: document(row, today))

    async def queue(self, business_id: UUID, today: date, request: PageRequest) -> Page[Decision]:
        """Decisions, withdrawn ones too unless they are filtered out."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, queries.QUEUE, request, values, lambda row: _decision(row, today))

    async def decision(self, business_id: UUID, today: date, decision_id: UUID) -> Decision | None:
        """One decision, or none."""
        row = await self.db.row(queries.ONE, {"business_id": business_id, "id": decision_id})
        return None if row is None else _decision(row, today)


def _decision(row: Row, today: date) -> Decision:
    return Decision(
        id=row["id"],
        status=DecisionStatus(row["status"]),
        action=DecisionAction(row["action"]),
        note=row["note"],
        item=document(row, today),
        proposed_by=Person(row["proposed_by_email"]),
        proposed_at=row["proposed_at"],
        version=row["version"],
    )
