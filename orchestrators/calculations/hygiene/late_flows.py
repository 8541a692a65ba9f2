"""Recurring flows of which the last regular day has passed, and the day since when a trace of it may be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from orchestrators.calculations.hygiene.checks.recurring_document_missing import GRACE_DAYS, WEEKLY_GRACE_DAYS
from orchestrators.calculations.runway.recurring.days import regular_days
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.runway.recurring.rhythm import Cadence, rhythm_of

#: A document of a regular day is dated at most so many days before it.
_DAYS_BEFORE = 10


@dataclass(frozen=True, slots=True)
class LateFlow:
    """A flow with a party, the regular day that has passed, and since when its document may be dated."""

    flow: RecurringFlow
    party_id: UUID
    day: date
    since: date


def late_flows(flows: Iterable[RecurringFlow], today: date) -> Iterator[LateFlow]:
    """Of each flow with a party the last regular day, if the days of grace after it have passed."""
    for flow in flows:
        day = _last_day(flow, today)
        if flow.party_id is not None and flow.amount and day is not None:
            before = min(_DAYS_BEFORE, rhythm_of(flow.cadence).least_gap // 2)
            yield LateFlow(flow, flow.party_id, day, day - timedelta(before))


def _last_day(flow: RecurringFlow, today: date) -> date | None:
    grace = WEEKLY_GRACE_DAYS if flow.cadence is Cadence.WEEKLY else GRACE_DAYS
    days = regular_days(flow, flow.anchor, today - timedelta(grace + 1))
    return max(days, default=None)
