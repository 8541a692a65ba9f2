"""Recurring flows, such as payroll, rent, taxes and subscriptions, found in what moved."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median
from uuid import UUID

from orchestrators.calculations.business_days import WEEKDAYS, Rolling
from orchestrators.calculations.runway.recurring.rhythm import (
    RHYTHMS,
    Cadence,
    Rhythm,
    meant_days,
    nth,
    rhythm_of,
)
from orchestrators.calculations.values import CashMovement

#: So many of the latest tell what is usual, and of whatever comes more than once a year, that it recurs.
LEAST_OCCURRENCES = 3
#: So many receipts in a row are no chance, whatever else comes from the same party.
BEYOND_CHANCE = 6
#: Amounts are near-equal within this share of the usual one.
TOLERANCE = Decimal("0.1")
#: So many make a long run, with the one that is off its day.
LONG = BEYOND_CHANCE + 1
#: One of a long run is so many days off its regular day, at most half a gap.
MOST_OFF = 10
#: How many occurrences back the one before is, and how often they come: of what comes twice a month, two.
_STEPS = (*((1, rhythm) for rhythm in RHYTHMS), (2, rhythm_of(Cadence.MONTHLY)))
_NOT_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class RecurringFlow:
    """A flow that comes back, in home currency: positive comes in, negative goes out.

    `anchor` is one of its regular days, from which the others are counted; `seen_until` the last one that
    was seen in the books and `seen_since` the first, None for a flow that was only declared; `until` the last
    day it may fall on. `rolling` is the side of weekends on which it was seen, None where it was on neither.
    """

    party_id: UUID | None
    label: str
    amount: Decimal
    cadence: Cadence
    anchor: date
    seen_until: date | None = None
    until: date | None = None
    seen_since: date | None = None
    rolling: Rolling | None = None


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """What moved on one day."""

    day: date
    amount: Decimal
    label: str


#: What comes back, in the order of its days, and how often.
_Run = tuple[list[_Occurrence], Rhythm]


def detect(movements: Iterable[CashMovement], today: date) -> tuple[RecurringFlow, ...]:
    """Flows with the same party (or label, where there is none), near-equal amounts and regular gaps.

    At least three in a row, or two that are yearly, of a party or label with little else; the last so recent
    that the next is not overdue for longer than gaps vary. Of whoever pays in as often on other days near and
    between, fewer than six in a row are chance: an irregular payer's amounts and gaps are alike now and then.
    What goes out is believed sooner: a payment that is forgotten costs more than one too many.
    Paying back a loan counts, as it will leave again; money lent or put in does not, nor do transfers
    between own accounts. The amount is the median of the last three. Sorted by label, then amount.
    """
    groups: defaultdict[tuple[object, bool], list[CashMovement]] = defaultdict(list)
    for movement in movements:
        name = movement.party_id or label_key(movement.label)
        if name and movement.day <= today and _comes_back(movement):
            groups[name, movement.amount > 0].append(movement)
    results = (
        _described(run, rhythm, group[0].party_id)
        for group in groups.values()
        for run, rhythm in _of_group(group)
        if (today - run[-1].day).days <= rhythm.most_gap
    )
    return tuple(sorted(results, key=lambda flow: (flow.label, flow.amount, str(flow.party_id))))


def override(
    detected: Iterable[RecurringFlow], declared: Sequence[RecurringFlow]
) -> tuple[RecurringFlow, ...]:
    """The declared flows, and the detected ones that none of them is about (party or label, and direction).

    A declared flow goes on where the books saw it last, and on their side of weekends, if they saw it in the
    same cadence. A declared amount of 0 silences what is detected, in both directions.
    """
    seen = tuple(detected)
    goes_on = (
        _going_on(own, [flow for flow in seen if _is_about(own, flow)]) for own in declared if own.amount
    )
    return (*goes_on, *(flow for flow in seen if not any(_is_about(own, flow) for own in declared)))


def label_key(label: str) -> str:
    """A label for comparison: letters only, in one case, so that "Rent 05/2026" is "RENT 06/2026"."""
    return _NOT_LETTERS.sub(" ", unicodedata.normalize("NFKC", label).casefold()).strip()


def near(amount: Decimal, usual: Decimal, tolerance: Decimal = TOLERANCE) -> bool:
    """Whether an amount differs from the usual one by no more than a share of it."""
    return abs(amount - usual) <= tolerance * abs(usual)


def _comes_back(movement: CashMovement) -> bool:
    lent = movement.financing and movement.amount > 0
    return bool(movement.amount) and not movement.internal and not lent


def _is_about(declared: RecurringFlow, detected: RecurringFlow) -> bool:
    same_party = declared.party_id is not None and declared.party_id == detected.party_id
    same_label = label_key(declared.label) == label_key(detected.label) != ""
    return (same_party or same_label) and declared.amount * detected.amount >= 0


def _going_on(declared: RecurringFlow, seen: list[RecurringFlow]) -> RecurringFlow:
    alike = [flow for flow in seen if flow.seen_until and flow.cadence is declared.cadence]
    days = (flow.seen_until for flow in alike if flow.seen_until)
    rolling = next((flow.rolling for flow in alike if flow.rolling), declared.rolling)
    return replace(declared, seen_until=max(days, default=declared.seen_until), rolling=rolling)


def _near_equal(movements: list[CashMovement]) -> Iterator[list[CashMovement]]:
    """The movements in groups without a jump in the amount: one vendor may send several subscriptions."""
    ordered = sorted(movements, key=lambda item: (abs(item.amount), item.day, item.label))
    group = ordered[:1]
    for last, movement in pairwise(ordered):
        if not near(last.amount, movement.amount):
            yield group
            group = []
        group.append(movement)
    yield group


def _by_day(movements: Iterable[CashMovement]) -> list[_Occurrence]:
    """One occurrence a day: wages are paid to several people at once."""
    days: dict[date, _Occurrence] = {}
    for movement in movements:
        before = days.get(movement.day)
        amount = movement.amount + (before.amount if before else 0)
        days[movement.day] = _Occurrence(movement.day, amount, movement.label)
    return [days[day] for day in sorted(days)]


def _of_group(movements: list[CashMovement]) -> Iterator[_Run]:
    """The regular runs of one name and direction; short receipts and yearly runs where little else moves."""
    runs = [run for alike in _near_equal(movements) for run in _rhythmic(_by_day(alike))]
    days = {movement.day for movement in movements}
    yearly = {item.day for run, rhythm in runs if rhythm.cadence is Cadence.YEARLY for item in run}
    # Of whoever is paid often, two payments lie a year apart by chance: so many others may recur as well.
    is_rare = len(days - yearly) < LEAST_OCCURRENCES
    irregular = days - {item.day for run, _ in runs for item in run}
    return (
        (run, rhythm)
        for run, rhythm in runs
        if (is_rare if rhythm.cadence is Cadence.YEARLY else _is_no_chance(run, irregular))
    )


def _is_no_chance(run: list[_Occurrence], irregular: set[date]) -> bool:
    """Whether it goes out, is long, or more than what came on other days within it and as long before it."""
    if run[0].amount < 0:
        return True
    first, last = run[0].day, run[-1].day
    near_by = sum(1 for day in irregular if first - (last - first) <= day <= last)
    return len(run) >= BEYOND_CHANCE or near_by < len(run)


def _rhythmic(occurrences: list[_Occurrence]) -> list[_Run]:
    """The latest regular runs; long ones also where one of the latest occurrences is off their days."""
    if (runs := _in_rhythm(occurrences)) or len(occurrences) < LONG:
        return runs
    return next(filter(None, (_in_rhythm(mended, LONG) for mended in _mended(occurrences))), [])


def _mended(occurrences: list[_Occurrence]) -> Iterator[list[_Occurrence]]:
    """The occurrences with one of the latest put onto the regular day that it is near, or left out.

    One that came early or late, or one too many, is no new rhythm yet: that begins with three.
    """
    for at in range(len(occurrences) - 1, len(occurrences) - 1 - LEAST_OCCURRENCES, -1):
        before, irregular, after = occurrences[:at], occurrences[at], occurrences[at + 1 :]
        for back, rhythm in _STEPS:
            regular = nth(before[-back].day, rhythm, 1)
            if abs((irregular.day - regular).days) <= min(MOST_OFF, rhythm.least_gap // 2):
                yield [*before, replace(irregular, day=regular), *after]
        yield before + after


def _in_rhythm(occurrences: list[_Occurrence], least: int = 0) -> list[_Run]:
    """The latest regular run, or two where every other one is monthly: what comes twice a month."""
    whole = _regular_run(occurrences, least)
    halves = [_regular_run(occurrences[first::2], least) for first in (0, 1)]
    monthly = [half for half in halves if half and half[1].cadence is Cadence.MONTHLY]
    if len(monthly) == 2 and sum(len(run) for run, _ in monthly) > (len(whole[0]) if whole else 0):
        return monthly
    return [whole] if whole else []


def _regular_run(occurrences: list[_Occurrence], least: int) -> _Run | None:
    # No gap belongs to two rhythms, so at most one has a run.
    runs = ((_latest_run(occurrences, rhythm, least), rhythm) for rhythm in RHYTHMS)
    return next((run for run in runs if run[0]), None)


def _latest_run(occurrences: list[_Occurrence], rhythm: Rhythm, least: int) -> list[_Occurrence]:
    """The longest run that ends with the last occurrence and keeps the rhythm; empty where too short."""
    start = len(occurrences) - 1
    while start > 0 and _is_regular(occurrences[start - 1], occurrences[start], rhythm):
        start -= 1
    if start and rhythm.least_seen < LEAST_OCCURRENCES:
        # Two are so few that another one of the like amount, on no regular day, speaks against them.
        return []
    for first in range(start, len(occurrences) - max(least, rhythm.least_seen) + 1):
        if _keeps(occurrences[first:], rhythm):
            return occurrences[first:]
    return []


def _is_regular(last: _Occurrence, following: _Occurrence, rhythm: Rhythm) -> bool:
    return rhythm.least_gap <= (following.day - last.day).days <= rhythm.most_gap


def _keeps(run: list[_Occurrence], rhythm: Rhythm) -> bool:
    usual = _usual(run)
    if not all(near(item.amount, usual) for item in run):
        return False
    days = [item.day for item in run]
    strays = (abs((day - regular).days) for day, regular in zip(days, meant_days(days, rhythm), strict=True))
    return max(strays) <= rhythm.strays


def _usual(run: list[_Occurrence]) -> Decimal:
    return median(item.amount for item in run[-LEAST_OCCURRENCES:])


def _described(run: list[_Occurrence], rhythm: Rhythm, party_id: UUID | None) -> RecurringFlow:
    seen = [item.day for item in run]
    meant = meant_days(seen, rhythm)
    # The highest day of the month is the one that shorter months cut.
    anchor = max(meant, key=lambda day: (day.day, day)) if rhythm.months else meant[-1]
    return RecurringFlow(
        party_id,
        run[-1].label,
        _usual(run),
        rhythm.cadence,
        anchor,
        meant[-1],
        seen_since=meant[0],
        rolling=_side_of_weekends(seen, meant),
    )


def _side_of_weekends(seen: Sequence[date], meant: Sequence[date]) -> Rolling | None:
    """Where it mostly moved when its regular day was closed; what moved on such a day says nothing."""
    closed = [
        day > regular
        for day, regular in zip(seen, meant, strict=True)
        if not WEEKDAYS.is_open(regular) and WEEKDAYS.is_open(day)
    ]
    after = sum(closed)
    if 2 * after == len(closed):
        return None
    return Rolling.AFTER if 2 * after > len(closed) else Rolling.BEFORE
