"""What usually comes in and goes out beside what is known, by the weeks that were."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.business_days import BusinessDays
from orchestrators.calculations.runway.forecast import first_day_of_week
from orchestrators.calculations.runway.recurring.days import days_seen
from orchestrators.calculations.runway.recurring.detection import RecurringFlow
from orchestrators.calculations.values import Flow, FlowSource

#: So many of the latest whole weeks tell what is usual; a quarter holds whole months, whatever pays monthly.
LATEST = 13
#: With fewer weeks nothing is usual yet.
LEAST = 8
A_WEEK, A_YEAR = timedelta(weeks=1), timedelta(weeks=52)
#: A week of a season is at most so many times as much as its quarter's, and at least that part of it.
MOST_SEASON = Decimal(4)
#: The lead of what was not known before the day on which it moved.
UNKNOWN_BEFORE = -1
_ALL, _HALF = Decimal(1), Decimal("0.5")


class Baseline(StrEnum):
    """Whether a forecast holds what is usual beside what is known."""

    NONE = "NONE"
    USUAL = "USUAL"


@dataclass(frozen=True, slots=True)
class PastWeek:
    """What moved cash in a week, by its Monday: signed, in home currency, of one party or of all others.

    `lead` is for how many whole weeks it was known before it moved, as an open document; -1 is not at all.
    """

    monday: date
    party_id: UUID | None
    label: str
    lead: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What people expect of what is usual: a share of it (1.1 is 10 % more) from a day on."""

    share: Decimal = _ALL
    since: date | None = None


def usual_flows(
    past: Iterable[PastWeek],
    recurring: Iterable[RecurringFlow],
    today: date,
    last_day: date,
    business_days: BusinessDays,
    adjustment: Adjustment,
    entered: Iterable[Flow],
) -> tuple[Flow, ...]:
    """A flow a week, party and direction, from tomorrow to the last day: what nothing known stands for.

    Of the latest 13 whole weeks (8 at least) the average a week counts what was not known so many weeks
    ahead: next week's receipts are mostly invoices that are open today, those in three months are not. What
    came back regularly is left out: it is forecast by itself. Where the books hold the same weeks of the
    year before, these against their own quarter scale it. What is `entered` ahead and settles nothing was no
    document before either: it takes the place of as much in its week. Each is in the middle of its week.
    """
    weeks = _without([week for week in past if week.monday < first_day_of_week(today)], recurring)
    latest = _latest_mondays(weeks, today)
    if len(latest) < LEAST:
        return ()
    averages = _averages([week for week in weeks if week.monday in latest], len(latest))
    totals = _totals(weeks)
    ahead = _ahead(entered)
    flows = (
        Flow(
            business_days.rolled(_middle(monday, today), is_payment=average < 0, today=today),
            _beyond(
                average * season * _share(monday, adjustment) * _part_of_week(monday, today), monday, ahead
            ),
            FlowSource.USUAL,
            None,
            label,
        )
        for monday in _mondays(today, last_day)
        for (label, is_in), average in _unknown(averages, monday, today).items()
        for season in (_season(totals, is_in, monday, today),)
    )
    return tuple(flow for flow in flows if flow.amount and today < flow.day <= last_day)


def _mondays(today: date, last_day: date) -> Iterator[date]:
    monday = first_day_of_week(today)
    while monday <= last_day:
        yield monday
        monday += A_WEEK


def _latest_mondays(weeks: Iterable[PastWeek], today: date) -> frozenset[date]:
    """Of the latest whole weeks, since anything moved."""
    since = min((week.monday for week in weeks), default=today)
    latest = (first_day_of_week(today) - back * A_WEEK for back in range(1, LATEST + 1))
    return frozenset(monday for monday in latest if monday >= since)


def _without(weeks: Sequence[PastWeek], recurring: Iterable[RecurringFlow]) -> list[PastWeek]:
    """What is left of each week without what came back regularly in it, never less than nothing."""
    back: defaultdict[tuple[date, UUID | None, bool], Decimal] = defaultdict(Decimal)
    named = {week.party_id for week in weeks}
    for flow in recurring:
        party_id = flow.party_id if flow.party_id in named else None
        for day in days_seen(flow):
            back[first_day_of_week(day), party_id, flow.amount > 0] += abs(flow.amount)
    moved: defaultdict[tuple[date, UUID | None, bool], Decimal] = defaultdict(Decimal)
    for week in weeks:
        moved[week.monday, week.party_id, week.amount > 0] += abs(week.amount)
    # Nobody tells for how long it was known: it is taken out of all leads alike.
    left = {key: 1 - min(back[key], total) / total for key, total in moved.items()}
    return [
        replace(week, amount=week.amount * left[week.monday, week.party_id, week.amount > 0])
        for week in weeks
    ]


def _averages(latest: Iterable[PastWeek], count: int) -> Mapping[tuple[str, bool, int], Decimal]:
    """A week's average by label, direction and lead."""
    sums: defaultdict[tuple[str, bool, int], Decimal] = defaultdict(Decimal)
    for week in latest:
        sums[week.label, week.amount > 0, week.lead] += week.amount
    return {key: amount / count for key, amount in sums.items()}


def _unknown(
    averages: Mapping[tuple[str, bool, int], Decimal], monday: date, today: date
) -> Mapping[tuple[str, bool], Decimal]:
    """What of a week's average nothing known stands for, so many weeks before it."""
    ahead = (monday - first_day_of_week(today)).days // 7
    result: defaultdict[tuple[str, bool], Decimal] = defaultdict(Decimal)
    for (label, is_in, lead), average in averages.items():
        if lead < ahead or lead == UNKNOWN_BEFORE:
            result[label, is_in] += average
        elif lead == ahead:
            # Known for between so many weeks and one more: half of them before today, half after.
            result[label, is_in] += average * _HALF
    return result


def _ahead(entered: Iterable[Flow]) -> dict[tuple[date, bool], Decimal]:
    """What is entered ahead, by week and direction."""
    result: defaultdict[tuple[date, bool], Decimal] = defaultdict(Decimal)
    for flow in entered:
        result[first_day_of_week(flow.day), flow.amount > 0] += abs(flow.amount)
    return result


def _beyond(amount: Decimal, monday: date, ahead: dict[tuple[date, bool], Decimal]) -> Decimal:
    """What is usual beyond what is entered, which is used up by what it takes the place of."""
    key = monday, amount > 0
    taken = min(ahead.get(key, Decimal(0)), abs(amount))
    if taken:
        ahead[key] -= taken
    return amount - taken.copy_sign(amount)


def _totals(weeks: Iterable[PastWeek]) -> Mapping[tuple[date, bool], Decimal]:
    totals: defaultdict[tuple[date, bool], Decimal] = defaultdict(Decimal)
    for week in weeks:
        totals[week.monday, week.amount > 0] += abs(week.amount)
    return totals


def _season(totals: Mapping[tuple[date, bool], Decimal], is_in: bool, monday: date, today: date) -> Decimal:
    """A week a year before, with its neighbours, against the quarter before today a year before."""
    then, end = monday - A_YEAR, first_day_of_week(today) - A_YEAR
    quarter = [end - back * A_WEEK for back in range(1, LATEST + 1)]
    if min((first for first, _ in totals), default=today) > quarter[-1]:
        return _ALL
    usual = sum((totals.get((first, is_in), Decimal(0)) for first in quarter), Decimal(0)) / LATEST
    around = [totals.get((then + near * A_WEEK, is_in), Decimal(0)) for near in (-1, 0, 1)]
    if not usual:
        return _ALL
    return min(MOST_SEASON, max(1 / MOST_SEASON, sum(around, Decimal(0)) / len(around) / usual))


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
