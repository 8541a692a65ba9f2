"""Which documents of one likeness are a recurring bill: those that come at a regular distance."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from orchestrators.calculations.hygiene.duplicates.entry import Entry

#: Two have one distance, which says little: a reminder that is entered as a bill again comes about a month
#: later as well. So two stay a duplicate: a look at one that is none costs less than paying a bill twice.
LEAST_IN_A_ROW = 3
#: A bill may lack in between: it had another amount, or was voided.
_MOST_MISSED = 2


@dataclass(frozen=True, slots=True)
class Distance:
    """A regular distance in days; no number of days belongs to two."""

    least: int
    most: int


#: A week; two weeks, or twice a month; a month, some days early or late; a quarter; a year.
DISTANCES = (Distance(6, 8), Distance(12, 17), Distance(24, 37), Distance(82, 100), Distance(350, 380))


def recurring(entries: Sequence[Entry]) -> frozenset[UUID]:
    """The ids of those that recur, of entries of one kind and counterparty with one number or total.

    Utilities print the account number on each bill. At least three in a row are a distance apart; of two
    within a few days only the earlier one is of the series, and no two series overlap.
    """
    if len(entries) < LEAST_IN_A_ROW:
        return frozenset()
    first_of_day: dict[int, UUID] = {}
    for entry in sorted(entries, key=lambda entry: entry.place):
        first_of_day.setdefault(entry.issue_date.toordinal(), entry.id)
    issued = sorted(entry.issue_date.toordinal() for entry in entries)
    return frozenset(first_of_day[day] for day in _regular_days(issued))


def _regular_days(issued: list[int]) -> Iterator[int]:
    """The days of all series, one after the other."""
    days = sorted(set(issued))
    at = 0
    while at < len(days):
        runs = ((distance, _run(days, at, distance)) for distance in DISTANCES)
        series = [(distance, run) for distance, run in runs if _is_series(run, distance, issued)]
        if not series:
            at += 1
            continue
        # What is the distance shows where none is missing: each month is every other two weeks as well.
        distance, run = max(series, key=lambda entry: sum(_without_gaps(entry[1], entry[0])))
        # The first one has nobody before it to be regular with: it may be the copy of an earlier one itself.
        is_first = at == 0 or days[at] - days[at - 1] >= distance.least
        yield from run if is_first else run[1:]
        at = bisect_left(days, run[-1] + distance.least)


def _run(days: list[int], at: int, distance: Distance) -> list[int]:
    """From one day on always the next one at that distance, or at a few times that distance."""
    run = [days[at]]
    while (following := _following(days, run[-1], distance)) is not None:
        run.append(following)
    return run


def _following(days: list[int], last: int, distance: Distance) -> int | None:
    for steps in range(1, _MOST_MISSED + 2):
        at = bisect_left(days, last + steps * distance.least)
        if at < len(days) and days[at] - last <= steps * distance.most:
            return days[at]
    return None


def _is_series(run: list[int], distance: Distance, issued: list[int]) -> bool:
    """Whether some are in a row without a gap, and they are not outnumbered by others in the same time."""
    steps = _without_gaps(run, distance)
    in_a_row = any(all(steps[at : at + LEAST_IN_A_ROW - 1]) for at in range(len(run) - LEAST_IN_A_ROW + 1))
    within = bisect_left(issued, run[-1] + distance.least) - bisect_left(issued, run[0])
    return in_a_row and within <= 2 * len(run)


def _without_gaps(run: list[int], distance: Distance) -> list[bool]:
    """Of each step of a run whether none is missing."""
    return [later - day <= distance.most for day, later in pairwise(run)]
