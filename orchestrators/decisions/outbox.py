"""The outbox: what decisions and corrections ask of the outside, and what the outside answers."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db.books import ReadBooks, Row, WriteBooks
from db.queries.decisions import outbox as queries
from db.queries.writing import as_arrays
from orchestrators.access.people import Actor, Person
from orchestrators.access.roles import MAY_ACKNOWLEDGE
from orchestrators.books.documents import Document, document
from orchestrators.calculations.decisions.words import ChaseStage, InstructionKind, Refusal
from orchestrators.calculations.hygiene.fixes import FIELD_NAMES
from orchestrators.decisions.outcome import Batch, Outcome, may_not, refused
from orchestrators.money import Money, money
from orchestrators.paging import Compare, Every, Op, Order, Page, PageRequest, fetch_page, fetch_pages
from orchestrators.trail.trail import AuditStep, Event, EventKind, TrailOrchestrator

_IN_FORCE = Every(
    (
        Compare("instruction_kind", Op.EQ, InstructionKind.PAYMENT),
        Compare("is_in_force", Op.EQ, value=True),
    )
)
_LATEST_PAYMENT = PageRequest(1, where=_IN_FORCE, order=(Order("created_at", descending=True),))


@dataclass(frozen=True, slots=True)
class FieldCorrection:
    """A field that the source is asked to hold another value in, as text; None is without one."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing that the outside is asked to do; `day` is None where it makes no difference when.

    A correction comes of an issue, is of the amount 0, and lists its fields; all else comes of a decision.
    """

    id: UUID
    decision_id: UUID | None
    issue_id: UUID | None
    instruction_kind: InstructionKind
    item: Document
    day: date | None
    amount: Money
    corrections: tuple[FieldCorrection, ...]
    stage: ChaseStage | None
    created_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: Person | None
    reference: str | None
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The outside's answer: it has taken the instruction over, or refuses it and says why."""

    instruction_id: UUID
    reference: str | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxDataOrchestrator:
    """Reads the outbox."""

    db: ReadBooks

    async def instructions(self, business_id: UUID, today: date, request: PageRequest) -> Page[Instruction]:
        """A page of instructions, acknowledged or not. Raises `BadInput` as `fetch_page` does."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(
            self.db, queries.OUTBOX, request, values, lambda row: _instruction(row, today)
        )

    async def payments_in_force(
        self, business_id: UUID, today: date, document_ids: Collection[UUID]
    ) -> dict[UUID, Instruction]:
        """The payment that was instructed last of documents and that the books do not show yet."""
        values: dict[str, object] = {"business_id": business_id}
        pages = await fetch_pages(
            self.db,
            queries.OUTBOX,
            "document_id",
            document_ids,
            _LATEST_PAYMENT,
            values,
            lambda row: _instruction(row, today),
        )
        return {key: page.nodes[0] for key, page in pages.items() if page.nodes}

    async def by_ids(
        self, business_id: UUID, today: date, instruction_ids: Collection[UUID]
    ) -> dict[UUID, Instruction]:
        """Instructions by their ids; what is not there is not in it."""
        rows = await self.db.rows(queries.MANY, {"business_id": business_id, "ids": list(instruction_ids)})
        return {row["id"]: _instruction(row, today) for row in rows}


@dataclass(frozen=True, slots=True)
class OutboxOrchestrator:
    """Writes the outside's answers, inside the caller's one write transaction."""

    db: WriteBooks

    async def acknowledge(self, business_id: UUID, actor: Actor, given: Sequence[Acknowledgement]) -> Batch:
        """Acknowledge, with an outcome for each; the first answer stands, and may come again."""
        if actor.role not in MAY_ACKNOWLEDGE:
            return may_not(actor.role, "acknowledge")
        ids = [item.instruction_id for item in given]
        rows = await self.db.rows(queries.HOLD, {"business_id": business_id, "ids": ids})
        held = {row["id"]: row for row in rows}
        new = {
            item.instruction_id: item
            # The first of two answers to one instruction stands, also within a request.
            for item in reversed(given)
            if item.instruction_id in held and held[item.instruction_id]["acknowledged_at"] is None
        }
        await self._write(business_id, actor, new, held)
        return Batch(tuple(_outcome(item, held.get(item.instruction_id), new) for item in given))

    async def _write(
        self,
        business_id: UUID,
        actor: Actor,
        new: Mapping[UUID, Acknowledgement],
        held: Mapping[UUID, Row],
    ) -> None:
        if not new:
            return
        rows = [
            {
                "id": item.instruction_id,
                "acknowledged_by": actor.id,
                "acknowledged_by_email": actor.email,
                "reference": item.reference,
                "refusal": item.refusal,
            }
            for item in new.values()
        ]
        arrays = as_arrays(rows, ("id", *queries.ANSWER))
        await self.db.rows(queries.ACKNOWLEDGE, {"business_id": business_id, **arrays})
        events = [_event(item, held[item.instruction_id]) for item in new.values()]
        await TrailOrchestrator(self.db).record(business_id, actor.caller, actor.email, events)


def _outcome(given: Acknowledgement, row: Row | None, new: Mapping[UUID, Acknowledgement]) -> Outcome:
    if row is None:
        return refused(Refusal.NOT_FOUND, "There is no such instruction.", "id")
    known = new.get(given.instruction_id)
    answer = (row["reference"], row["refusal"]) if known is None else (known.reference, known.refusal)
    if answer != (given.reference, given.refusal):
        message = "It was acknowledged with another answer before; that one stands."
        return refused(Refusal.CONFLICT, message, "id", decision_id=given.instruction_id)
    return Outcome(given.instruction_id)


def _event(given: Acknowledgement, row: Row) -> Event:
    before = {"acknowledged": False, "reference": None, "refusal": None}
    after = {"acknowledged": True, "reference": given.reference, "refusal": given.refusal}
    if row["decision_id"] is None:
        return Event(EventKind.ISSUE, row["issue_id"], AuditStep.ACKNOWLEDGED, before, after)
    return Event(EventKind.DECISION, row["decision_id"], AuditStep.ACKNOWLEDGED, before, after)


def _instruction(row: Row, today: date) -> Instruction:
    by = row["acknowledged_by_email"]
    return Instruction(
        id=row["id"],
        decision_id=row["decision_id"],
        issue_id=row["issue_id"],
        instruction_kind=InstructionKind(row["instruction"]),
        item=document(row, today),
        day=row["planned_on"],
        amount=money(row["amount"], row["amount_currency"]),
        corrections=_corrections(row),
        stage=None if row["stage"] is None else ChaseStage(row["stage"]),
        created_at=row["created_at"],
        acknowledged_at=row["acknowledged_at"],
        acknowledged_by=None if by is None else Person(by),
        reference=row["reference"],
        refusal=row["refusal"],
    )


def _corrections(row: Row) -> tuple[FieldCorrection, ...]:
    """What is to be entered; of what is undone, the source's own values again."""
    entered = json.loads(row["corrections"] or "[]")
    corrections = [
        FieldCorrection(FIELD_NAMES[name], before, after) for name, before, after in sorted(entered)
    ]
    if row["is_undo"]:
        return tuple(FieldCorrection(item.name, item.after, item.before) for item in corrections)
    return tuple(corrections)
