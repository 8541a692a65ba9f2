"""A second, slow forecast that walks day by day and asks every item whether it moves; it shares no code."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from orchestrators.calculations.business_days import Rolling
from orchestrators.calculations.runway.placement import PlacementRules, Plan
from orchestrators.calculations.values import FlowSource, OverduePolicy
from tests.orchestrators.calculations.runway.oracles.businesses import Business

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class SlowWeek:
    """A column, filled day by day."""

    opening: Decimal
    closing: Decimal
    receipts: dict[FlowSource, Decimal] = field(default_factory=lambda: dict.fromkeys(FlowSource, Decimal(0)))
    payments: dict[FlowSource, Decimal] = field(default_factory=lambda: dict.fromkeys(FlowSource, Decimal(0)))


@dataclass(slots=True)
class SlowForecast:
    """Columns, and the balance at the end of each day."""

    weeks: list[SlowWeek] = field(default_factory=list)
    daily: list[Decimal] = field(default_factory=list)

    def falls_after(self, floor: Decimal) -> int | None:
        """Days to the first balance below the floor."""
        below = [balance < floor for balance in self.daily]
        return below.index(True) if True in below else None


def slow_forecast(business: Business) -> SlowForecast:
    """Thirteen columns, the first of which holds today."""
    result = SlowForecast()
    balance, day = business.cash, business.today
    while True:
        if not result.daily or day.weekday() == business.week_start:
            if len(result.weeks) == 13:
                return result
            result.weeks.append(SlowWeek(balance, balance))
        week = result.weeks[-1]
        for source, amount in _moves_on(day, business):
            side = week.receipts if amount > 0 else week.payments
            side[source] += abs(amount)
            balance += amount
        week.closing = balance
        result.daily.append(balance)
        day += ONE_DAY


def _moves_on(day: date, business: Business) -> list[tuple[FlowSource, Decimal]]:
    moved = [
        (flow.source, flow.amount)
        for flow in business.recurring
        if flow.day == day or (day == business.today and flow.day < day)
    ]
    for plan in business.plans:
        wanted, source = _wanted(plan, business)
        if wanted is not None and _bank_day(wanted, plan.item.is_bill, business) == day:
            share = _share(plan, business) if source is FlowSource.OVERDUE else Decimal(1)
            moved.append((source, plan.item.balance * share * (-1 if plan.item.is_bill else 1)))
    return moved


def placed_on(plan: Plan, business: Business) -> date | None:
    """The day on which an item moves, None where the policy leaves it out."""
    wanted, _ = _wanted(plan, business)
    return None if wanted is None else _bank_day(wanted, plan.item.is_bill, business)


def _wanted(plan: Plan, business: Business) -> tuple[date | None, FlowSource]:
    """The day before closed days are avoided, and the name under which the item counts."""
    own = FlowSource.BILL if plan.item.is_bill else FlowSource.INVOICE
    today, policy = business.today, business.rules.overdue
    if plan.decided and plan.decided >= today:
        return plan.decided, own
    soon = _next_open_day(today, business.rules)
    later = plan.expected if plan.expected and plan.expected > today else soon
    if plan.item.due_date < today:
        if policy is OverduePolicy.EXCLUDE:
            return None, FlowSource.OVERDUE
        return (soon if policy is OverduePolicy.ROLL_FORWARD else later), FlowSource.OVERDUE
    if plan.item.is_bill:
        return plan.item.due_date, own
    if plan.expected:
        return later, own
    return (soon if plan.item.due_date == today else plan.item.due_date), own


def _share(plan: Plan, business: Business) -> Decimal:
    if plan.item.is_bill or business.rules.overdue is not OverduePolicy.AGE_WEIGHTED:
        return Decimal(1)
    late = (business.today - plan.item.due_date).days
    percent = 92 if late <= 30 else 78 if late <= 60 else 42 if late <= 90 else 22
    return Decimal(percent) / 100


def _bank_day(wanted: date, is_bill: bool, business: Business) -> date:
    days = business.rules.business_days
    rolling = days.payments if is_bill else days.receipts
    if rolling is Rolling.AFTER:
        while _is_closed(wanted, business.rules):
            wanted += ONE_DAY
    if rolling is Rolling.BEFORE:
        while _is_closed(wanted, business.rules):
            wanted -= ONE_DAY
    return business.today if wanted < business.today else wanted


def _next_open_day(today: date, rules: PlacementRules) -> date:
    day = today + ONE_DAY
    while _is_closed(day, rules):
        day += ONE_DAY
    return day


def _is_closed(day: date, rules: PlacementRules) -> bool:
    return day.weekday() in rules.business_days.weekend or day in rules.business_days.holidays
