"""What moved in the weeks that were, as averages of a week and as a season."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.runway.forecast import first_day_of_week
from orchestrators.calculations.runway.recurring.days import days_seen
from orchestrators.calculations.runway.recurring.detection import RecurringFlow

#: So many of the latest whole weeks tell what is usual; a quarter holds whole months, whatever pays monthly.
LATEST = 13
A_WEEK, A_YEAR = timedelta(weeks=1), timedelta(weeks=52)
#: A week of a season is at most so many times as much as its quarter's, and at least that part of it.
MOST_SEASON = Decimal(4)
#: The lead of what was not known before the day on which it moved.
UNKNOWN_BEFORE = -1
_NOTHING, _HALF, _ALL = Decimal(0), Decimal("0.5"), Decimal(1)


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


def latest_mondays(weeks: Iterable[PastWeek], today: date) -> frozenset[date]:
    """The Mondays of the latest 13 whole weeks before today's, without those before anything moved."""
    since = min((week.monday for week in weeks), default=today)
    latest = (first_day_of_week(today) - back * A_WEEK for back in range(1, LATEST + 1))
    return frozenset(monday for monday in latest if monday >= since)


def without(weeks: Sequence[PastWeek], recurring: Iterable[RecurringFlow]) -> list[PastWeek]:
    """What is left of each week without what came back regularly in it, never less than nothing."""
    back: defaultdict[tuple[date, UUID | None, bool], Decimal] = defaultdict(Decimal)
    named = {week.party_id for week in weeks}
    for flow in recurring:
        party_id = flow.party_id if flow.party_id in named else None
        for day in days_seen(flow):
            back[first_day_of_week(day), party_id, flow.amount > 0] += abs(flow.amount)
    keys = [(week.monday, week.party_id, week.amount > 0) for week in weeks]
    moved: defaultdict[tuple[date, UUID | None, bool], Decimal] = defaultdict(Decimal)
    for week, key in zip(weeks, keys, strict=True):
        if key in back:
            moved[key] += abs(week.amount)
    # Nobody tells for how long it was known: it is taken out of all leads alike.
    left = {key: 1 - min(back[key], total) / total for key, total in moved.items()}
    return [
        replace(week, amount=week.amount * left[key]) if key in left else week
        for week, key in zip(weeks, keys, strict=True)
    ]


def averages_of(latest: Iterable[PastWeek], count: int) -> Mapping[tuple[str, bool, int], Decimal]:
    """A week's average in home currency, signed, by label, direction (True: in) and lead: sum / `count`."""
    sums: defaultdict[tuple[str, bool, int], Decimal] = defaultdict(Decimal)
    for week in latest:
        sums[week.label, week.amount > 0, week.lead] += week.amount
    return {key: amount / count for key, amount in sums.items()}


def unknown(
    averages: Mapping[tuple[str, bool, int], Decimal], monday: date, today: date
) -> Mapping[tuple[str, bool], Decimal]:
    """What of a week's average nothing known stands for, signed, by label and direction (True: in)."""
    ahead = weeks_ahead(monday, today)
    result: defaultdict[tuple[str, bool], Decimal] = defaultdict(Decimal)
    for (label, is_in, lead), average in averages.items():
        if share := counted_share(lead, ahead):
            result[label, is_in] += average * share
    return result


def weeks_ahead(monday: date, today: date) -> int:
    """How many weeks after today's week a week begins, by its Monday; 0 is this week."""
    return (monday - first_day_of_week(today)).days // 7


def counted_share(lead: int, ahead: int) -> Decimal:
    """What of money that was known for so many whole weeks nothing known stands for, some weeks ahead."""
    if lead < ahead or lead == UNKNOWN_BEFORE:
        return _ALL
    # Known for between so many weeks and one more: half of them before today, half after.
    return _HALF if lead == ahead else _NOTHING


def totals_of(weeks: Iterable[PastWeek]) -> Mapping[tuple[date, bool], Decimal]:
    """What moved in a week, by its Monday and direction (True: in); positive, in home currency."""
    totals: defaultdict[tuple[date, bool], Decimal] = defaultdict(Decimal)
    for week in weeks:
        totals[week.monday, week.amount > 0] += abs(week.amount)
    return totals


def last_years(totals: Mapping[tuple[date, bool], Decimal], today: date) -> Mapping[bool, Decimal]:
    """An ordinary week in the quarter before today a year before, by direction (True: in); 0 if unknown."""
    end = first_day_of_week(today) - A_YEAR
    quarter = [end - back * A_WEEK for back in range(1, LATEST + 1)]
    if min((first for first, _ in totals), default=today) > quarter[-1]:
        return {True: _NOTHING, False: _NOTHING}
    return {
        is_in: sum((totals.get((first, is_in), _NOTHING) for first in quarter), _NOTHING) / LATEST
        for is_in in (True, False)
    }


def season(
    totals: Mapping[tuple[date, bool], Decimal], is_in: bool, monday: date, ordinary: Decimal
) -> Decimal:
    """A week a year before, with its neighbours, against an ordinary one of that time: a factor.

    1 is an ordinary week, and what nothing is known of.
    """
    if not ordinary:
        return _ALL
    around = [totals.get((monday - A_YEAR + near * A_WEEK, is_in), _NOTHING) for near in (-1, 0, 1)]
    return min(MOST_SEASON, max(1 / MOST_SEASON, sum(around, _NOTHING) / len(around) / ordinary))
