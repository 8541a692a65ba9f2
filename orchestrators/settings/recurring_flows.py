"""What comes back regularly, as people see it: what the books show, and what was declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.settings import runway_policy as queries
from orchestrators.books.documents import Counterparty, counterparty
from orchestrators.calculations.business_days import plus_days
from orchestrators.calculations.runway.recurring import detection as recurring
from orchestrators.calculations.runway.recurring.days import as_of_day, regular_days
from orchestrators.calculations.runway.recurring.detection import override
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.settings.runway_policy import recurring_flow

MAX_SHOWN = 500
#: Longer than any cadence, in days, so that the next regular day is among them.
_A_WHILE = 400


class FlowOrigin(StrEnum):
    """How a flow is known."""

    DETECTED = "DETECTED"
    DECLARED = "DECLARED"


@dataclass(frozen=True, slots=True)
class RecurringFlow:
    """A flow that comes back, in home currency: positive comes in, negative goes out, 0 silences.

    `next_day` is the next regular day, today where one is late, None where none comes any more.
    """

    id: UUID
    origin: FlowOrigin
    label: str
    counterparty: Counterparty | None
    amount: Decimal
    cadence: Cadence
    first_date: date
    next_date: date | None
    last_seen_date: date | None
    end_date: date | None


@dataclass(frozen=True, slots=True)
class RecurringFlowDataOrchestrator:
    """Reads the flows that the forecast counts with."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, today: date) -> tuple[RecurringFlow, ...]:
        """All declared ones, then the detected ones that none of these is about: 500 at most, by label."""
        rows = await self.db.rows(queries.FLOWS_AND_PARTIES, {"business_id": business_id})
        declared = [(row, recurring_flow(row)) for row in rows if row["origin"] == FlowOrigin.DECLARED]
        detected = [
            (row, kept)
            for row in rows
            if row["origin"] == FlowOrigin.DETECTED
            and (kept := as_of_day(recurring_flow(row), row["seen_since"], today)) is not None
        ]
        shown = (*_going_on(declared, detected), *_unsaid(declared, detected))
        return tuple(_shown(row, flow, today) for row, flow in shown[:MAX_SHOWN])

    async def flow(self, business_id: UUID, today: date, flow_id: UUID) -> RecurringFlow | None:
        """One of the flows that `get_data` shows; None where none of them has the id."""
        result = await self.get_data(business_id, today)
        return next((flow for flow in result if flow.id == flow_id), None)


_Known = Sequence[tuple[Row, recurring.RecurringFlow]]


def _going_on(declared: _Known, detected: _Known) -> _Known:
    """The declared flows, each going on where the books saw it last."""
    seen = [flow for _, flow in detected]
    return [(row, override(seen, [flow])[0] if flow.amount else flow) for row, flow in declared]


def _unsaid(declared: _Known, detected: _Known) -> _Known:
    """The detected flows that no declared one is about."""
    flows = [flow for _, flow in declared]
    # A declared flow is asked with an amount only to be counted off: it would come first in the answer.
    ahead = sum(1 for flow in flows if flow.amount)
    return [(row, flow) for row, flow in detected if override([flow], flows)[ahead:]]


def _shown(row: Row, flow: recurring.RecurringFlow, today: date) -> RecurringFlow:
    return RecurringFlow(
        row["id"],
        FlowOrigin(row["origin"]),
        flow.label,
        counterparty(row),
        flow.amount,
        flow.cadence,
        flow.anchor,
        _next_day(flow, today),
        flow.seen_until,
        flow.until,
    )


def _next_day(flow: recurring.RecurringFlow, today: date) -> date | None:
    if not flow.amount:
        return None
    soon = plus_days(max(today, flow.anchor), _A_WHILE)
    regular_day = next(regular_days(flow, today, soon), None)
    return None if regular_day is None else max(regular_day, today)
