"""Recurring flows on the days to come, without those whose money the forecast holds already."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count, takewhile
from types import MappingProxyType
from uuid import UUID

from orchestrators.calculations.business_days import WEEKDAYS, BusinessDays, Rolling
from orchestrators.calculations.runway.recurring.detection import TOLERANCE, RecurringFlow, label_key, near
from orchestrators.calculations.runway.recurring.planned import Planned
from orchestrators.calculations.runway.recurring.rhythm import Rhythm, moved_on, nth, rhythm_of
from orchestrators.calculations.steps import a_year_before
from orchestrators.calculations.values import Flow, FlowSource


@dataclass(frozen=True, slots=True)
class Covering:
    """How near money must be to stand for a recurring flow: share of the amount, days between both."""

    tolerance: Decimal = TOLERANCE
    within_days: int = 10


USUAL_COVERING = Covering()
_NOTHING_CLEARED: Mapping[UUID | str, date] = MappingProxyType({})


def project(
    recurring: Iterable[RecurringFlow],
    today: date,
    last_day: date,
    planned: Iterable[Planned] = (),
    business_days: BusinessDays = WEEKDAYS,
    cleared: Mapping[UUID | str, date] = _NOTHING_CLEARED,
    covering: Covering = USUAL_COVERING,
) -> tuple[Flow, ...]:
    """The recurring flows from today to the last day, in home currency, in order of their days.

    One that was seen regularly and is late is expected today. Planned money of the same party and direction
    with a near amount, within the days of `covering` (never more than half a gap), stands for one
    occurrence, the nearest, which is left out; of what is left, an open bill also where its amount is another
    one. An occurrence without a party is covered by its label alone.
    Payments of what has a name in `cleared` are left out up to its day, whatever their amount.
    """
    occurrences = [
        _Occurrence(flow, day)
        for flow in recurring
        for day in regular_days(flow, today, last_day)
        if flow.amount > 0 or day > cleared.get(_name(flow), date.min)
    ]
    covered = _covered(occurrences, planned, covering)
    flows = (_flow(item, business_days, today) for at, item in enumerate(occurrences) if at not in covered)
    return tuple(sorted(flows, key=lambda flow: (flow.day, flow.label, flow.amount)))


def regular_days(flow: RecurringFlow, today: date, last_day: date) -> Iterator[date]:
    """The days of a flow up to the last day: after the last one seen, else from today on."""
    rhythm = rhythm_of(flow.cadence)
    end = min(last_day, flow.until or last_day)
    for number in count():
        day = nth(flow.anchor, rhythm, number)
        if day > end or day == date.max:
            return
        if day > flow.seen_until if flow.seen_until else day >= today:
            yield day


def days_seen(flow: RecurringFlow) -> list[date]:
    """The regular days on which the books saw a flow: of one year where it is not told since when."""
    if flow.seen_until is None:
        return []
    return _regular(flow, flow.seen_since or a_year_before(flow.seen_until), flow.seen_until)


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """A recurring flow on one of its regular days."""

    flow: RecurringFlow
    day: date


def _name(flow: RecurringFlow) -> UUID | str:
    """By what planned money knows a flow: its party, or the key of its label."""
    return flow.party_id or label_key(flow.label)


def _flow(occurrence: _Occurrence, business_days: BusinessDays, today: date) -> Flow:
    amount, learned = occurrence.flow.amount, occurrence.flow.rolling
    day = business_days.rolled(occurrence.day, is_payment=amount < 0, today=today, learned=learned)
    return Flow(day, amount, FlowSource.RECURRING, None, occurrence.flow.label)


def _covered(occurrences: Sequence[_Occurrence], planned: Iterable[Planned], covering: Covering) -> set[int]:
    """The places of the occurrences that planned money stands for.

    Those of near amounts find each other first, the nearest before the others.
    """
    of_name: defaultdict[UUID | str, list[Planned]] = defaultdict(list)
    for money in planned:
        if money.name:
            of_name[money.name].append(money)
    pairs = sorted(
        (not is_near, money.distance(entry.day), min(money.days), str(money.id), at)
        for at, entry in enumerate(occurrences)
        for money in of_name.get(_name(entry.flow), ())
        if (is_near := _stands_for(money, entry, covering)) or _is_paid_by(money, entry, covering)
    )
    covered: set[int] = set()
    used: set[str] = set()
    for _, _, _, money_id, at in pairs:
        if at not in covered and money_id not in used:
            covered.add(at)
            used.add(money_id)
    return covered


def _stands_for(money: Planned, occurrence: _Occurrence, covering: Covering) -> bool:
    flow = occurrence.flow
    return (
        (money.amount < 0) == (flow.amount < 0)
        and near(money.amount, flow.amount, covering.tolerance)
        and money.distance(occurrence.day) <= _within(flow, covering)
    )


def _is_paid_by(money: Planned, occurrence: _Occurrence, covering: Covering) -> bool:
    flow = occurrence.flow
    return money.is_owed_on(occurrence.day, flow.amount, _within(flow, covering))


def _within(flow: RecurringFlow, covering: Covering) -> int:
    return min(covering.within_days, rhythm_of(flow.cadence).least_gap // 2)


def as_of_day(flow: RecurringFlow, seen_since: date, as_of: date) -> RecurringFlow | None:
    """A detected flow as it is known on a day; None where it had ended by then, or was seen too seldom.

    It has ended when the next one is overdue for longer than gaps vary. On a day before it was last seen,
    what moved up to that day was seen, and what came later had not happened yet.
    """
    rhythm, side = rhythm_of(flow.cadence), flow.rolling or Rolling.UNCHANGED
    if flow.seen_until is not None and moved_on(flow.seen_until, side) > as_of:
        seen = _regular(flow, seen_since, flow.seen_until)
        return _seen(flow, rhythm, [day for day in seen if moved_on(day, side) <= as_of])
    late = (as_of - (flow.seen_until or as_of)).days
    return flow if late <= rhythm.most_gap + rhythm.strays else None


def _seen(flow: RecurringFlow, rhythm: Rhythm, seen: Sequence[date]) -> RecurringFlow | None:
    if len(seen) < rhythm.least_seen:
        return None
    # Counted from a day that no shorter month has cut: among three in a row there is one.
    return replace(flow, anchor=max(seen, key=lambda day: (day.day, day)), seen_until=max(seen))


def _regular(flow: RecurringFlow, first: date, last: date) -> list[date]:
    """Its days from one to another, in no order."""
    rhythm = rhythm_of(flow.cadence)
    ahead, behind = ((nth(flow.anchor, rhythm, number) for number in count(0, step)) for step in (1, -1))
    days = {*takewhile(lambda day: day <= last, ahead), *takewhile(lambda day: day >= first, behind)}
    return [day for day in days if first <= day <= last]
