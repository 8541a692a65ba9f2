"""What the runway said of a decision at the moment of a step, and on which assumptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks
from orchestrators.decisions.state import State


@dataclass(frozen=True, slots=True)
class Assessment:
    """As it is stored with the step: plain values that JSON can hold, amounts as texts."""

    impact: Mapping[str, object] | None = None
    assumptions: Mapping[str, object] | None = None


async def assessed(
    db: ReadBooks, business_id: UUID, today: date, states: Sequence[State]
) -> Mapping[UUID, Assessment]:
    """The assessments, by the ids of the decisions; what has none is stored without.

    None so far: the impact is the runway engine's to say.
    """
    return {}
