"""How far the balance may stray from the forecast: bands that widen with the horizon."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from orchestrators.calculations.business_days import plus_days
from orchestrators.calculations.runway.forecast import Forecast
from orchestrators.calculations.spread import quantile, whole_days
from orchestrators.calculations.values import Flow, FlowSource
from orchestrators.figures import UnknownReason

#: With fewer errors the tails of a distribution are a guess.
LEAST_ERRORS = 20
NOTHING = Decimal(0)
_OF_CUSTOMERS = (FlowSource.INVOICE, FlowSource.OVERDUE)


@dataclass(frozen=True, slots=True)
class Errors:
    """What a back-test missed by: customers' payments in days (late is positive), recurring flows as a share.

    A share is the amount that came / the amount expected - 1. A document's amount is known and its day is
    not; of a recurring flow the day is known and the amount is not.
    """

    days: tuple[int, ...]
    shares: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class BandPoint:
    """The closing balance of a week's last day: as forecast, and the band around it, in home currency."""

    day: date
    low: Decimal
    projected: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """A point a week, or why there are none; a coverage of 0.8 lies between the errors' 10 % and 90 %."""

    coverage: Decimal
    reason: UnknownReason | None
    points: tuple[BandPoint, ...]


def band(forecast: Forecast, flows: Iterable[Flow], errors: Errors, coverage: Decimal) -> Band:
    """The band around a forecast that was made of these flows.

    Its low edge is the balance if every customer pays as late as the errors' upper quantile, and recurring
    flows are as unfavourable; its high edge the opposite. The distance to the forecast never shrinks with
    time. Bills are paid on the day that is decided, so they add none. Fewer than 20 errors in days, or in
    shares where there are any, are INSUFFICIENT_HISTORY. The coverage lies between 0 and 1.
    """
    if len(errors.days) < LEAST_ERRORS or 0 < len(errors.shares) < LEAST_ERRORS:
        return Band(coverage, UnknownReason.INSUFFICIENT_HISTORY, ())
    kept = tuple(flows)
    tail = (1 - coverage) / 2
    low = _distances(forecast, kept, _stray(errors, 1 - tail), -1)
    high = _distances(forecast, kept, _stray(errors, tail), 1)
    points = (
        BandPoint(week.last_day, week.closing - low[at], week.closing, week.closing + high[at])
        for week in forecast.weeks
        for at in ((week.last_day - forecast.today).days,)
    )
    return Band(coverage, None, tuple(points))


@dataclass(frozen=True, slots=True)
class _Stray:
    """By how many days customers, and by which shares recurring receipts and payments, stray together."""

    days: int
    receipts: Decimal
    payments: Decimal

    def of(self, flow: Flow, today: date) -> tuple[date, Decimal]:
        """The day and amount of the flow that strayed."""
        if flow.source is FlowSource.RECURRING:
            share = self.receipts if flow.amount > 0 else self.payments
            return max(flow.day, today), flow.amount * (1 + share)
        # Bills are paid as planned, and what is entered or waits for its deposit is paid already.
        days = self.days if flow.amount > 0 and flow.source in _OF_CUSTOMERS else 0
        return max(plus_days(flow.day, days), today), flow.amount


def _stray(errors: Errors, at: Decimal) -> _Stray:
    """The stray at a quantile of lateness: receipts are short where customers are late, payments are over."""
    return _Stray(
        whole_days(quantile(sorted(errors.days), at)),
        _share(errors.shares, 1 - at),
        _share(errors.shares, at),
    )


def _share(shares: tuple[Decimal, ...], at: Decimal) -> Decimal:
    """A quantile of shares to four places; no share was measured: none strays."""
    if not shares:
        return NOTHING
    return quantile(sorted(int(share.scaleb(4)) for share in shares), at).scaleb(-4)


def _distances(forecast: Forecast, flows: Iterable[Flow], stray: _Stray, sign: int) -> list[Decimal]:
    """How far the balance is below (sign -1) or above (1) the forecast at most until each day."""
    nets: defaultdict[date, Decimal] = defaultdict(Decimal)
    for flow in flows:
        day, amount = stray.of(flow, forecast.today)
        nets[day] += amount
    balance, distances = forecast.opening, []
    for at, projected in enumerate(forecast.daily):
        balance += nets[forecast.today + timedelta(days=at)]
        distances.append((balance - projected) * sign)
    return list(accumulate(distances, max, initial=NOTHING))[1:]
