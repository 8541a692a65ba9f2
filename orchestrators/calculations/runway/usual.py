"""What usually comes in and goes out beside what is known, by the weeks that were."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.business_days import BusinessDays
from orchestrators.calculations.runway.forecast import first_day_of_week
from orchestrators.calculations.runway.past_weeks import (
    A_WEEK,
    PastWeek,
    averages_of,
    counted_share,
    last_years,
    latest_mondays,
    season,
    totals_of,
    unknown,
    weeks_ahead,
    without,
)
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.values import Flow, FlowSource

#: With fewer weeks nothing is usual yet.
LEAST = 8
_ALL = Decimal(1)


class Baseline(StrEnum):
    """Whether a forecast holds what is usual beside what is known."""

    NONE = "NONE"
    USUAL = "USUAL"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What people expect of what is usual: a share of it (1.1 is 10 % more) from a day on."""

    share: Decimal = _ALL
    since: date | None = None


class UsualSide(StrEnum):
    """What comes in or what goes out, of what is usual."""

    RECEIPTS = "RECEIPTS"
    PAYMENTS = "PAYMENTS"


@dataclass(frozen=True, slots=True)
class UsualFlow:
    """What is usual of a week to come, by its Monday: of one label and direction, in home currency.

    The `average` of past weeks, signed, times season, share and the part of the week that is still to come,
    less what is `entered` ahead in its place (positive).
    """

    day: date
    monday: date
    label: str
    average: Decimal
    season: Decimal
    share: Decimal
    part_of_week: Decimal
    entered: Decimal = Decimal(0)

    @property
    def is_in(self) -> bool:
        """Whether money comes in; a payment has a negative average."""
        return self.average > 0

    @property
    def whole(self) -> Decimal:
        """What is usual of the week, signed, in home currency, entered ahead or not."""
        return self.average * self.season * self.share * self.part_of_week

    @property
    def flow(self) -> Flow:
        """The flow of the forecast: what is usual, less what is entered ahead in its place."""
        amount = self.whole - self.entered.copy_sign(self.average)
        return Flow(self.day, amount, FlowSource.USUAL, None, self.label)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of the weeks from today to the last day, and the latest whole weeks that it rests on.

    `left` is what is left of `past`, row by row, without what came back regularly.
    """

    today: date
    last_day: date
    mondays: tuple[date, ...] = ()
    past: tuple[PastWeek, ...] = ()
    left: tuple[PastWeek, ...] = ()
    parties: frozenset[UUID] = frozenset()
    ahead: tuple[Flow, ...] = ()
    expected: tuple[UsualFlow, ...] = ()

    @property
    def flows(self) -> tuple[Flow, ...]:
        """The flows within the horizon that come to something, signed, in home currency."""
        flows = (item.flow for item in self.expected if self.is_in_horizon(item.day))
        return tuple(flow for flow in flows if flow.amount)

    def is_in_horizon(self, day: date) -> bool:
        """Whether money of that day is in the forecast: what is usual of today has moved."""
        return self.today < day <= self.last_day


@dataclass(frozen=True, slots=True)
class CountedWeek:
    """What a past week brings to an average, and what of it came back regularly and is left out; signed."""

    monday: date
    amount: Decimal
    recurring: Decimal


def usual(
    past: Iterable[PastWeek],
    recurring: Iterable[RecurringFlow],
    today: date,
    last_day: date,
    business_days: BusinessDays,
    adjustment: Adjustment,
    entered: Iterable[Flow],
) -> Usual:
    """A flow a week, party and direction, from tomorrow to the last day: what nothing known stands for.

    Of the latest 13 whole weeks (8 at least) the average a week counts what was not known so many weeks
    ahead: next week's receipts are mostly invoices that are open today, those in three months are not. What
    came back regularly is left out: it is forecast by itself. Where the books hold the same weeks of the
    year before, these against their own quarter scale it. What is `entered` ahead and settles nothing was no
    document before either: it takes the place of as much in its week. Each is in the middle of its week.
    """
    this_monday = first_day_of_week(today)
    before = [week for week in past if week.monday < this_monday]
    weeks = without(before, recurring)
    latest = latest_mondays(weeks, today)
    if len(latest) < LEAST:
        return Usual(today, last_day)
    left = tuple(week for week in weeks if week.monday in latest)
    averages, seasons = averages_of(left, len(latest)), _seasons(totals_of(weeks), today)
    expected = (
        item
        for monday in _mondays(today, last_day)
        for item in _of_week(
            monday, unknown(averages, monday, today), seasons(monday), today, business_days, adjustment
        )
    )
    ahead = tuple(entered)
    return Usual(
        today,
        last_day,
        tuple(sorted(latest)),
        tuple(week for week in before if week.monday in latest),
        left,
        frozenset(week.party_id for week in before if week.party_id is not None),
        ahead,
        tuple(_beside(expected, ahead)),
    )


def _seasons(
    totals: Mapping[tuple[date, bool], Decimal], today: date
) -> Callable[[date], Mapping[bool, Decimal]]:
    """Of a week, by its Monday: the season of each direction."""
    ordinary = last_years(totals, today)
    return lambda monday: {is_in: season(totals, is_in, monday, week) for is_in, week in ordinary.items()}


def _of_week(
    monday: date,
    averages: Mapping[tuple[str, bool], Decimal],
    seasons: Mapping[bool, Decimal],
    today: date,
    business_days: BusinessDays,
    adjustment: Adjustment,
) -> Iterator[UsualFlow]:
    """What is usual of one week; its season is that of all its flows of a direction."""
    middle = _middle(monday, today)
    days = {
        is_payment: business_days.rolled(middle, is_payment=is_payment, today=today)
        for is_payment in (True, False)
    }
    share, part_of_week = _share(monday, adjustment), _part_of_week(monday, today)
    for (label, is_in), average in averages.items():
        yield UsualFlow(days[average < 0], monday, label, average, seasons[is_in], share, part_of_week)


def adjusted(made: Usual, side: UsualSide, adjustment: Adjustment) -> Usual:
    """The same with a share of one side of it, from a day on."""
    scaled = (
        replace(item, share=item.share * _share(item.monday, adjustment), entered=Decimal(0))
        if item.is_in == (side is UsualSide.RECEIPTS)
        else replace(item, entered=Decimal(0))
        for item in made.expected
    )
    return replace(made, expected=tuple(_beside(scaled, made.ahead)))


def rests_on(made: Usual, item: UsualFlow) -> tuple[CountedWeek, ...]:
    """The past weeks whose sum over their number is the item's average; without a movement, 0."""
    ahead = weeks_ahead(item.monday, made.today)
    counted, moved = dict.fromkeys(made.mondays, Decimal(0)), dict.fromkeys(made.mondays, Decimal(0))
    for left, whole in zip(made.left, made.past, strict=True):
        if whole.label == item.label and (whole.amount > 0) == item.is_in:
            counted[whole.monday] += left.amount * counted_share(left.lead, ahead)
            moved[whole.monday] += whole.amount * counted_share(left.lead, ahead)
    return tuple(CountedWeek(monday, amount, moved[monday] - amount) for monday, amount in counted.items())


def _mondays(today: date, last_day: date) -> Iterator[date]:
    monday = first_day_of_week(today)
    while monday <= last_day:
        yield monday
        monday += A_WEEK


def _beside(expected: Iterable[UsualFlow], entered: Iterable[Flow]) -> Iterator[UsualFlow]:
    """What is usual beyond what is entered, which is used up by what it takes the place of."""
    ahead = _ahead(entered)
    for item in expected:
        key = item.monday, item.is_in
        if not (waiting := ahead.get(key)):
            yield item
            continue
        taken = min(waiting, abs(item.whole))
        ahead[key] -= taken
        yield replace(item, entered=taken)


def _ahead(entered: Iterable[Flow]) -> dict[tuple[date, bool], Decimal]:
    """What is entered ahead, by week and direction."""
    result: defaultdict[tuple[date, bool], Decimal] = defaultdict(Decimal)
    for flow in entered:
        result[first_day_of_week(flow.day), flow.amount > 0] += abs(flow.amount)
    return result


def _middle(monday: date, today: date) -> date:
    """The Wednesday of a week, or of what is left of this one."""
    first = max(monday, today + timedelta(days=1))
    return first + (monday + timedelta(days=6) - first) // 2


def _part_of_week(monday: date, today: date) -> Decimal:
    """What of a week is still to come: today's money has moved."""
    left = min(7, (monday + timedelta(days=6) - today).days)
    return Decimal(left) / 7


def _share(monday: date, adjustment: Adjustment) -> Decimal:
    is_adjusted = adjustment.since is None or monday + timedelta(days=6) >= adjustment.since
    return adjustment.share if is_adjusted else _ALL
