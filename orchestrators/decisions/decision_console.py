"""The decision console: what is ready for a decision, and the queue of those proposed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.books import documents
from db.queries.decisions import decision_console as queries
from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.access.people import Person
from orchestrators.books.cash import CashDataOrchestrator
from orchestrators.books.documents import Document, document
from orchestrators.calculations.decisions.approvals import approvals_needed, at_home
from orchestrators.calculations.decisions.words import (
    ChaseStage,
    DecisionAction,
    DecisionStatus,
    Refusal,
    Step,
)
from orchestrators.figures import UnknownReason
from orchestrators.money import Money, figure, money, plain
from orchestrators.paging import MAX_LINKED, Order, Page, PageRequest, fetch_page, fetch_pages
from orchestrators.settings.approvals import ApprovalDataOrchestrator, Rules
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator

__all__ = [
    "ChaseStage",
    "Decision",
    "DecisionAction",
    "DecisionChange",
    "DecisionConsole",
    "DecisionConsoleDataOrchestrator",
    "DecisionStatus",
    "DecisionStep",
    "Person",
    "Step",
]


LATEST_FIRST = (Order("proposed_at", descending=True),)


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """A step that somebody took; `impact` and `assumptions` are JSON, as the runway said them then."""

    kind: Step
    taken_by: Person
    taken_at: datetime
    note: str | None
    override_reason: str | None
    version: int
    impact: str | None
    assumptions: str | None


@dataclass(frozen=True, slots=True)
class DecisionChange:
    """A field of the document that is no longer as it was when somebody last looked, as text."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about one item; `version` rises with every change."""

    id: UUID
    status: DecisionStatus
    action: DecisionAction
    day: date | None
    amount: Money
    stage: ChaseStage | None
    note: str | None
    override_reason: str | None
    item: Document
    proposed_by: Person
    proposed_at: datetime
    version: int
    is_stale: bool
    changes: tuple[DecisionChange, ...]
    approvals_needed: int
    approvals_given: int
    failure_code: Refusal | None
    failure_reason: str | None
    steps: tuple[DecisionStep, ...]


@dataclass(frozen=True, slots=True)
class DecisionConsole:
    """The console on one day. When the source is stale, its items are served and none is ready."""

    as_of: date
    cash: Money | None
    cash_unknown_reason: UnknownReason | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class DecisionConsoleDataOrchestrator:
    """Reads the console and its queue; keeps nothing: decisions live in the database."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, today: date) -> DecisionConsole:
        """Cash now and the freshness of the source, as of the business's local date."""
        business = await BusinessDataOrchestrator(self.db).get_data(business_id)
        policy = await RunwayPolicyDataOrchestrator(self.db).policy(business_id)
        position = await CashDataOrchestrator(self.db).position(
            business_id, today, is_today=True, with_undeposited=policy.count_undeposited_funds
        )
        return DecisionConsole(today, *figure(position.amount, business.currency_code), business.is_stale)

    async def items(self, business_id: UUID, today: date, request: PageRequest) -> Page[Document]:
        """A page of open bills and invoices without a blocking issue.

        Raises `BadInput` as `fetch_page` does.
        """
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, documents.READY, request, values, lambda row: document(row, today))

    async def queue(self, business_id: UUID, today: date, request: PageRequest) -> Page[Decision]:
        """A page of decisions, withdrawn ones too unless they are filtered out.

        Raises `BadInput` as `fetch_page` does.
        """
        values: dict[str, object] = {"business_id": business_id}
        page = await fetch_page(self.db, queries.QUEUE, request, values, lambda row: row)
        return page.of(await self._decisions(business_id, today, page.nodes))

    async def decisions(
        self, business_id: UUID, today: date, decision_ids: Collection[UUID]
    ) -> dict[UUID, Decision]:
        """Decisions by their ids; what is not there is not in it. Three statements, however many."""
        rows = await self.db.rows(queries.MANY, {"business_id": business_id, "ids": list(decision_ids)})
        return {decision.id: decision for decision in await self._decisions(business_id, today, rows)}

    async def of_documents(
        self, business_id: UUID, today: date, document_ids: Collection[UUID]
    ) -> Mapping[UUID, tuple[Decision, ...]]:
        """The latest 10 decisions about documents, the latest proposal first; three statements as well."""
        latest, values = PageRequest(MAX_LINKED, order=LATEST_FIRST), {"business_id": business_id}
        pages = await fetch_pages(
            self.db, queries.QUEUE, "document_id", document_ids, latest, {**values}, lambda row: row
        )
        rows = {row["id"]: row for page in pages.values() for row in page.nodes}
        made = {item.id: item for item in await self._decisions(business_id, today, [*rows.values()])}
        return {key: tuple(made[row["id"]] for row in page.nodes) for key, page in pages.items()}

    async def _decisions(self, business_id: UUID, today: date, rows: Sequence[Row]) -> list[Decision]:
        if not rows:
            return []
        rules = await ApprovalDataOrchestrator(self.db).rules(business_id)
        about = {"business_id": business_id, "ids": [row["id"] for row in rows]}
        steps: defaultdict[UUID, list[Row]] = defaultdict(list)
        for step in await self.db.rows(queries.STEPS, about):
            steps[step["decision_id"]].append(step)
        return [_decision(row, today, rules, steps[row["id"]]) for row in rows]


def _decision(row: Row, today: date, rules: Rules, steps: Sequence[Row]) -> Decision:
    return Decision(
        id=row["id"],
        status=DecisionStatus(row["status"]),
        action=DecisionAction(row["action"]),
        day=row["planned_on"],
        amount=money(row["amount"], row["currency_code"]),
        stage=None if row["stage"] is None else ChaseStage(row["stage"]),
        note=row["note"],
        override_reason=row["override_reason"],
        item=document(row, today),
        proposed_by=Person(row["proposed_by_email"]),
        proposed_at=row["proposed_at"],
        version=row["version"],
        is_stale=row["is_stale"],
        changes=_changes(row) if row["is_stale"] else (),
        approvals_needed=_needed(row, rules),
        approvals_given=_given(row, steps),
        failure_code=None if row["failure_code"] is None else Refusal(row["failure_code"]),
        failure_reason=row["failure_reason"],
        steps=tuple(_step(step) for step in steps),
    )


def _needed(row: Row, rules: Rules) -> int:
    amount = at_home(row["amount"], row["currency_code"], rules.home, row["exchange_rate"])
    return approvals_needed(rules.policy.limits, DecisionAction(row["action"]), amount)


def _given(row: Row, steps: Sequence[Row]) -> int:
    """Approvals of the present terms; those of earlier versions were given to others."""
    return sum(step["step"] == Step.APPROVED and step["version"] > row["terms_version"] for step in steps)


#: What is kept of a document with a decision, and what it is called.
_KEPT = {"sync_token": "version", "balance": "openBalance", "due_date": "dueDate", "total": "total"}


def _changes(row: Row) -> tuple[DecisionChange, ...]:
    pairs = ((name, row[f"document_{column}"], row[column]) for column, name in _KEPT.items())
    return tuple(DecisionChange(name, _text(was), _text(now)) for name, was, now in pairs if was != now)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return plain(value) if isinstance(value, Decimal) else str(value)


def _step(row: Row) -> DecisionStep:
    return DecisionStep(
        kind=Step(row["step"]),
        taken_by=Person(row["email"]),
        taken_at=row["taken_at"],
        note=row["note"],
        override_reason=row["override_reason"],
        version=row["version"],
        impact=row["impact"],
        assumptions=row["assumptions"],
    )
