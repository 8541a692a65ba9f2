"""Facts worked out a second time, the slow and obvious way: day by day, asking everything of each day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import floor
from uuid import UUID

from orchestrators.calculations.books.collection import Habit
from orchestrators.calculations.books.entered import EnteredAhead
from orchestrators.calculations.runway.liquidity import RunwayInputs
from orchestrators.calculations.runway.placement import OpenDocument, PlacementRules, Plan
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.runway.recurring.rhythm import Cadence
from orchestrators.calculations.values import Flow, FlowSource
from orchestrators.figures import UnknownReason
from tests.orchestrators.calculations.runway.oracles.businesses import Business
from tests.orchestrators.calculations.runway.oracles.slow_forecast import (
    SlowForecast,
    placed_on,
    slow_forecast,
)

ONE_DAY = timedelta(days=1)
DAYS_BETWEEN = {Cadence.WEEKLY: 7, Cadence.BIWEEKLY: 14}
MONTHS_BETWEEN = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}
#: How far from a bill's due date a flow may be for which the bill stands.
NEAR = {
    Cadence.WEEKLY: 3,
    Cadence.BIWEEKLY: 6,
    Cadence.MONTHLY: 10,
    Cadence.QUARTERLY: 10,
    Cadence.YEARLY: 10,
}

Occurrence = tuple[RecurringFlow, date]


@dataclass(frozen=True, slots=True)
class Stand:
    """A document that may stand for an occurrence: open and due or expected on days, or entered with one.

    An open bill is paid by whatever is paid near a day on which it is owed.
    """

    id: str
    party_id: UUID | None
    label: str | None
    amount: Decimal
    days: tuple[date, ...]
    owed: tuple[date, ...] = ()

    def distance(self, day: date) -> int:
        return min(abs((own - day).days) for own in self.days)


def slow_liquidity(facts: RunwayInputs) -> SlowForecast:
    """The forecast of facts whose cash and rates are known."""
    assert isinstance(facts.cash, Decimal)
    policy = facts.settings.policy
    available = facts.cash
    for earmark in facts.settings.earmarks:
        available -= earmark.amount
    return slow_forecast(
        Business(
            facts.today,
            available,
            policy.floor,
            tuple(_plan(document, facts) for document in facts.documents if not _is_held(document, facts)),
            (*_flows(facts), *_parts(facts), *_entered(facts)),
            PlacementRules(overdue=policy.overdue_policy),
            policy.week_start,
        )
    )


def _is_held(document: OpenDocument, facts: RunwayInputs) -> bool:
    held = False
    for entry in facts.arranged:
        if entry.item_id == document.item.id and entry.part is None:
            held = entry.held
    return held


def _parts(facts: RunwayInputs) -> list[Flow]:
    results = []
    for document in facts.documents:
        for entry in facts.arranged:
            if entry.item_id == document.item.id and entry.part is not None:
                day = max(entry.day or facts.today, facts.today)
                while day.weekday() > 4:
                    day += -ONE_DAY if document.item.is_bill else ONE_DAY
                day, is_bill = max(day, facts.today), document.item.is_bill
                source = FlowSource.BILL if is_bill else FlowSource.INVOICE
                results.append(Flow(day, -entry.part if is_bill else entry.part, source, document.item.id))
    return results


def _entered(facts: RunwayInputs) -> list[Flow]:
    """What is dated ahead, in one flow each: how it is shared out among items changes no balance."""
    return [Flow(entry.day, entry.amount, FlowSource.ENTERED) for entry in _entries(facts)]


def _entries(facts: RunwayInputs) -> tuple[EnteredAhead, ...]:
    assert not isinstance(facts.entered, UnknownReason)
    return facts.entered


def _plan(document: OpenDocument, facts: RunwayInputs) -> Plan:
    expected, decided, item = None, None, document.item
    for entry in facts.arranged:
        if entry.item_id == item.id and entry.part is None:
            decided = entry.day
        if entry.item_id == item.id and entry.part is not None:
            item = item._replace(balance=max(Decimal(0), item.balance - entry.part))
    if not document.item.is_bill:
        own, everybody = _own(document, facts), facts.habits.business
        expected = document.item.due_date + timedelta(days=floor(_late(own, everybody) + Decimal("0.5")))
        if expected <= facts.today:
            expected = facts.today + ONE_DAY
            while expected.weekday() > 4:
                expected += ONE_DAY
    return Plan(item, decided, expected)


def _own(document: OpenDocument, facts: RunwayInputs) -> Habit:
    party_id = document.item.party_id
    if party_id is None:
        return facts.habits.business
    return facts.habits.customers.get(party_id, Habit(0, None, None, 0))


def _late(own: Habit, everybody: Habit) -> Decimal:
    if own.median is not None and own.n >= 3:
        return own.median
    if own.median is not None and everybody.median is not None:
        return (own.median + everybody.median) / 2
    return everybody.median or Decimal(0)


def _flows(facts: RunwayInputs) -> list[Flow]:
    last = facts.today
    while (last - facts.today).days < 12 * 7 or (
        last + ONE_DAY
    ).weekday() != facts.settings.policy.week_start:
        last += ONE_DAY
    results: list[Occurrence] = []
    for flow in facts.settings.recurring:
        # What was seen and is late since comes before today.
        day = flow.seen_until + ONE_DAY if flow.seen_until else facts.today
        while day <= last:
            if _is_regular(flow, day):
                results.append((flow, day))
            day += ONE_DAY
    return [_flow(flow, day, facts.today) for flow, day in _uncovered(results, facts)]


def _is_regular(flow: RecurringFlow, day: date) -> bool:
    if day < flow.anchor or (flow.until is not None and day > flow.until):
        return False
    if flow.cadence in DAYS_BETWEEN:
        return (day - flow.anchor).days % DAYS_BETWEEN[flow.cadence] == 0
    months = (day.year - flow.anchor.year) * 12 + day.month - flow.anchor.month
    wanted = min(flow.anchor.day, monthrange(day.year, day.month)[1])
    return months % MONTHS_BETWEEN[flow.cadence] == 0 and day.day == wanted


def _uncovered(occurrences: list[Occurrence], facts: RunwayInputs) -> list[Occurrence]:
    """Again and again, the document and the flow that are nearest to each other are taken out.

    First those of a near amount, then bills of any amount that is like it.
    """
    left = list(occurrences)
    stands = [*(_of_item(document, facts) for document in facts.documents), *map(_of_entry, _entries(facts))]
    for fits in (_stands_for, _is_paid_by):
        while pairs := [
            (stand.distance(day), min(stand.days), stand.id, at, stand)
            for at, (flow, day) in enumerate(left)
            for stand in stands
            if fits(stand, flow, day)
        ]:
            *_, at, stand = min(pairs, key=lambda pair: pair[:4])
            del left[at]
            stands.remove(stand)
    return left


def _of_item(document: OpenDocument, facts: RunwayInputs) -> Stand:
    item, plan = document.item, _plan(document, facts)
    total = -item.total if item.is_bill else item.total
    rules = PlacementRules(overdue=facts.settings.policy.overdue_policy)
    business = Business(facts.today, Decimal(0), Decimal(0), (), (), rules)
    is_decided = plan.decided is not None and plan.decided >= facts.today
    is_rest = 2 * item.balance <= item.total
    is_no_day = _is_held(document, facts) or is_decided or is_rest
    placed = None if is_no_day else placed_on(plan, business)
    own = tuple(day for day in (item.due_date, plan.expected) if day is not None)
    days = own if placed is None else (*own, placed)
    return Stand(str(item.id), item.party_id, None, total, days, own if item.is_bill else ())


def _of_entry(entry: EnteredAhead) -> Stand:
    about = entry.settles[0].item_id if entry.settles else entry.id
    return Stand(str(about), entry.party_id, entry.label, entry.amount, (entry.day,))


def _stands_for(stand: Stand, flow: RecurringFlow, day: date) -> bool:
    amount = abs(flow.amount)
    same_label = flow.party_id is None and stand.label == flow.label
    return (
        stand.party_id == flow.party_id
        and (flow.party_id is not None or same_label)
        and (stand.amount < 0) == (flow.amount < 0)
        and amount * Decimal("0.9") <= abs(stand.amount) <= amount * Decimal("1.1")
        and stand.distance(day) <= NEAR[flow.cadence]
    )


def _is_paid_by(stand: Stand, flow: RecurringFlow, day: date) -> bool:
    return (
        flow.amount < 0
        and stand.party_id is not None
        and stand.party_id == flow.party_id
        and 3 * stand.amount / flow.amount >= 2
        and 2 * stand.amount / flow.amount <= 3
        and any(abs((own - day).days) <= NEAR[flow.cadence] for own in stand.owed)
    )


def _flow(flow: RecurringFlow, day: date, today: date) -> Flow:
    day = max(day, today)
    while day.weekday() > 4:
        day += -ONE_DAY if flow.amount < 0 else ONE_DAY
    return Flow(max(day, today), flow.amount, FlowSource.RECURRING, None, flow.label)
