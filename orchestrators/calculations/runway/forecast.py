"""The forecast by the direct method: daily inside, thirteen weeks shown, every flow with its source."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from orchestrators.calculations.values import Flow, FlowSource, OverduePolicy

WEEKS = 13
MONDAY = 0


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """What one source brings and takes, both positive, in home currency."""

    source: FlowSource
    receipts: Decimal
    payments: Decimal


@dataclass(frozen=True, slots=True)
class Week:
    """A column: closing = opening + receipts - payments, and `by_source` adds up to both."""

    start_date: date
    end_date: date
    opening_balance: Decimal
    receipts: Decimal
    payments: Decimal
    closing_balance: Decimal
    by_source: tuple[SourceTotal, ...]


@dataclass(frozen=True, slots=True)
class DayBalance:
    """The projected balance when a day closes, in home currency."""

    day: date
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """Weeks, the closing balance of each day from today on, and the flows beyond the horizon, apart.

    In home currency. `overdue` is how items past due entered, to be named beside the figures.
    """

    today: date
    overdue: OverduePolicy
    opening_balance: Decimal
    weeks: tuple[Week, ...]
    daily: tuple[Decimal, ...]
    beyond: tuple[Flow, ...]

    @property
    def last_day(self) -> date:
        """The last day of the horizon, that of the last week."""
        return self.weeks[-1].end_date

    @property
    def closing_balance(self) -> Decimal:
        """The last closing balance, in home currency: the first opening and all flows within the horizon."""
        return self.weeks[-1].closing_balance

    @property
    def days(self) -> tuple[DayBalance, ...]:
        """Each closing balance with its day, from today to the last day, in home currency."""
        return tuple(
            DayBalance(self.today + timedelta(days=at), balance) for at, balance in enumerate(self.daily)
        )

    @property
    def beyond_total(self) -> Decimal:
        """The sum of the flows beyond the horizon, signed, in home currency."""
        return sum((flow.amount for flow in self.beyond), Decimal(0))


def forecast(
    opening: Decimal,
    flows: Iterable[Flow],
    today: date,
    overdue: OverduePolicy,
    *,
    week_start: int = MONDAY,
) -> Forecast:
    """Cash now and the flows that are to come, in home currency, as weekly columns; the first holds today.

    A flow dated before today counts today: had it moved, the cash would show it. Weeks begin on `week_start`
    (Monday is 0). Source: the direct method as the product defines it.
    """
    first = first_day_of_week(today, week_start)
    end = first + timedelta(days=7 * WEEKS)
    by_day: defaultdict[date, Decimal] = defaultdict(Decimal)
    by_week: list[defaultdict[FlowSource, _Sides]] = [defaultdict(_Sides) for _ in range(WEEKS)]
    beyond = []
    for flow in flows:
        day = max(flow.day, today)
        if day >= end:
            beyond.append(flow)
        else:
            by_day[day] += flow.amount
            by_week[(day - first).days // 7][flow.source].add(flow.amount)
    nets = (by_day[today + timedelta(days=at)] for at in range((end - today).days))
    daily = tuple(accumulate(nets, initial=opening))[1:]
    columns = tuple(_columns(opening, first, by_week))
    return Forecast(today, overdue, opening, columns, daily, tuple(sorted(beyond, key=_by_day)))


def first_day_of_week(day: date, week_start: int = MONDAY) -> date:
    """The day on which the week that holds a day begins; Monday is 0."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def last_day_of_horizon(today: date, *, week_start: int = MONDAY) -> date:
    """The last day of a forecast made today: of the 13th week, that of today being the first."""
    return first_day_of_week(today, week_start) + timedelta(days=7 * WEEKS - 1)


@dataclass(slots=True)
class _Sides:
    """Both sides of one source while they are added up."""

    receipts: Decimal = Decimal(0)
    payments: Decimal = Decimal(0)

    def add(self, amount: Decimal) -> None:
        if amount > 0:
            self.receipts += amount
        else:
            self.payments -= amount


def _columns(opening: Decimal, first: date, by_week: list[defaultdict[FlowSource, _Sides]]) -> Iterator[Week]:
    for number, sides in enumerate(by_week):
        by_source = tuple(SourceTotal(s, sides[s].receipts, sides[s].payments) for s in FlowSource)
        receipts = sum((item.receipts for item in by_source), Decimal(0))
        payments = sum((item.payments for item in by_source), Decimal(0))
        closing = opening + receipts - payments
        begins = first + timedelta(days=7 * number)
        yield Week(begins, begins + timedelta(days=6), opening, receipts, payments, closing, by_source)
        opening = closing


def _by_day(flow: Flow) -> tuple[date, str, str, Decimal]:
    return flow.day, flow.label, str(flow.item_id), flow.amount
