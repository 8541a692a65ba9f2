"""The decisions that the forecast counts with, and those that are stuck."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.decisions import steps as queries
from orchestrators.calculations.decisions.terms import day_of
from orchestrators.calculations.decisions.words import DecisionAction, DecisionStatus
from orchestrators.calculations.runway.placement import Arrangement

#: What moves money, or says that none will come; a reminder does neither.
_ARRANGES = frozenset(DecisionAction) - {DecisionAction.CHASE}


@dataclass(frozen=True, slots=True)
class Standing:
    """What was decided and the books do not show yet, the latest last; by item since when one is stuck."""

    arranged: tuple[Arrangement, ...] = ()
    blocked: Mapping[UUID, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StandingDataOrchestrator:
    """Reads what stands of the queue, about open documents alone."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, today: date, pay_days: frozenset[int], without: Collection[UUID] = ()
    ) -> Standing:
        """What stands today, but for the decisions `without`; one statement.

        Amounts are in home currency, at the document's rate; days are open ones, by the pay days.
        """
        rows = await self.db.rows(queries.STANDING, {"business_id": business_id})
        kept = [row for row in rows if row["id"] not in without]
        arranged = (
            arrangement(
                row["document_id"],
                DecisionAction(row["action"]),
                day_of(DecisionAction(row["action"]), row["planned_on"], today, pay_days),
                row["amount"] * (row["exchange_rate"] or 1),
            )
            for row in kept
            if row["status"] != DecisionStatus.FAILED
        )
        return Standing(tuple(item for item in arranged if item is not None), _blocked(kept))


def arrangement(
    item_id: UUID, action: DecisionAction, day: date | None, amount: Decimal
) -> Arrangement | None:
    """What an action does to the item's money; None for what does nothing. The amount is in home currency."""
    if action not in _ARRANGES:
        return None
    part = amount if action is DecisionAction.PAY_PART else None
    return Arrangement(item_id, day, part, held=action is DecisionAction.HOLD)


def _blocked(rows: Collection[Row]) -> Mapping[UUID, date]:
    failed = (row for row in rows if row["status"] == DecisionStatus.FAILED and row["failed_on"])
    return {row["document_id"]: row["failed_on"] for row in failed}
