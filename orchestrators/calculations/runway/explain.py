"""Why the dated runway or the lowest balance changed: causes that add up to the change."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from uuid import UUID

from orchestrators.calculations.runway.projection import DaysPrecision
from orchestrators.calculations.runway.recurring.detection import label_key
from orchestrators.calculations.runway.runway import dated_runway
from orchestrators.calculations.values import Flow


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a dated runway followed from: the day, cash, floor, flows to come and the horizon's last day."""

    today: date
    cash: Decimal
    floor: Decimal
    last_day: date
    flows: tuple[Flow, ...]

    @property
    def horizon(self) -> int:
        """The horizon's days: they differ, as it ends with a week."""
        return (self.last_day - self.today).days + 1


class CauseKind(StrEnum):
    """What changed; CASH is what moved without having been planned, or did not although it was."""

    TIME = "TIME"
    FLOOR = "FLOOR"
    NEW = "NEW"
    MOVED = "MOVED"
    AMOUNT = "AMOUNT"
    PAID = "PAID"
    GONE = "GONE"
    CASH = "CASH"


@dataclass(frozen=True, slots=True)
class Cause:
    """Part of a change: of the runway in days, of the lowest balance in home currency.

    `about` is a flow of the item, or of the label, that the cause is about; None for the others.
    """

    kind: CauseKind
    about: Flow | None
    days: int
    lowest: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """A change and its causes that have an effect, the largest first; they add up to it exactly.

    `reach` says how the change in days reads.
    """

    days: int
    reach: DaysPrecision
    lowest: Decimal
    causes: tuple[Cause, ...]


def explain(
    before: Outlook, after: Outlook, paid: Mapping[UUID, Decimal], rounded: Callable[[Decimal], Decimal]
) -> Explanation:
    """The change from one outlook to a later one (or another of the same day), cause by cause.

    `paid` is what moved on an item between both, in home currency, signed as its flow. Recurring flows that
    were planned in between count as moved; what they, and the items, do not account for is CASH. The causes
    take effect one after the other: time, floor, each item and recurring flow, cash; each one's part is what
    its step changes. `rounded` rounds balances, and not their differences: so those add up when shown.

    Where both dated runways are known, days are their difference. Else what lies beyond the shorter of both
    horizons counts as its end: a horizon ends with a week, and no weekday lengthens a runway.
    """
    path = _path(before)
    readings, steps = [path.read()], list[tuple[CauseKind, Flow | None]]()
    for step in _steps(path, before, after, paid):
        steps.append(step)
        readings.append(path.read())
    # The path ends there but for what dividing left over, which may lie on either side of a floor.
    readings[-1] = _path(after).read()
    end, reach = _compared(before, after, readings[0].days, readings[-1].days)
    days = [end if reading.days is None else min(reading.days, end) for reading in readings]
    lowest = [rounded(reading.lowest) for reading in readings]
    causes = (
        Cause(kind, about, days[at + 1] - days[at], lowest[at + 1] - lowest[at])
        for at, (kind, about) in enumerate(steps)
    )
    felt = [cause for cause in causes if cause.days or cause.lowest]
    felt.sort(key=lambda cause: (-abs(cause.days), -abs(cause.lowest)))
    return Explanation(days[-1] - days[0], reach, lowest[-1] - lowest[0], tuple(felt))


def _compared(
    before: Outlook, after: Outlook, first: int | None, last: int | None
) -> tuple[int, DaysPrecision]:
    """As how many days what lies beyond counts, and how the difference of two dated runways then reads."""
    if first is not None and last is not None:
        return max(before.horizon, after.horizon), DaysPrecision.EXACT
    end = min(before.horizon, after.horizon)
    beyond = sum(days is None or days >= end for days in (first, last))
    return end, DaysPrecision.AT_LEAST if beyond == 1 else DaysPrecision.BEYOND_HORIZON


@dataclass(frozen=True, slots=True)
class _Reading:
    """The dated runway, None beyond the horizon, and the lowest balance."""

    days: int | None
    lowest: Decimal


@dataclass(slots=True)
class _Path:
    """The balance on its way from one outlook to the other."""

    today: date
    last_day: date
    floor: Decimal
    cash: Decimal
    nets: defaultdict[date, Decimal]

    def change(self, old: Iterable[Flow], new: Iterable[Flow]) -> None:
        for flow in old:
            self.nets[flow.day] -= flow.amount
        for flow in new:
            self.nets[flow.day] += flow.amount

    def opening(self) -> Decimal:
        """Cash in home currency on the path's day, if all moved as it says."""
        return sum((net for day, net in self.nets.items() if day < self.today), self.cash)

    def read(self) -> _Reading:
        """The dated runway and the lowest balance, if all moved as it says."""
        horizon = (self.last_day - self.today).days + 1
        nets = (self.nets.get(self.today + timedelta(days=at), Decimal(0)) for at in range(horizon))
        daily = tuple(accumulate(nets, initial=self.opening()))[1:]
        dated = dated_runway(daily, self.floor, self.today)
        return _Reading(dated.days, dated.lowest)


def _path(outlook: Outlook) -> _Path:
    """A path that stands at an outlook."""
    path = _Path(outlook.today, outlook.last_day, outlook.floor, outlook.cash, defaultdict(Decimal))
    path.change((), _from_today(outlook))
    return path


def _steps(
    path: _Path, before: Outlook, after: Outlook, paid: Mapping[UUID, Decimal]
) -> Iterator[tuple[CauseKind, Flow | None]]:
    """Takes the path step by step to the later outlook, and says after each what it was."""
    path.today, path.last_day = after.today, after.last_day
    yield CauseKind.TIME, None
    path.floor = after.floor
    yield CauseKind.FLOOR, None
    planned, current = _by_subject(before), _by_subject(after)
    for subject in sorted(planned.keys() | current.keys()):
        old, new = planned.get(subject, []), current.get(subject, [])
        became = [*_moved_meanwhile(old or new, old, paid, after.today), *new]
        if [(flow.day, flow.amount) for flow in old] != [(flow.day, flow.amount) for flow in became]:
            path.change(old, became)
            yield _kind(old, new, became), (new or old)[0]
    path.cash += after.cash - path.opening()
    yield CauseKind.CASH, None


def _by_subject(outlook: Outlook) -> dict[tuple[str, str], list[Flow]]:
    """The flows by item, or by label, in order: the same money may be regular, and entered or owed later."""
    result: defaultdict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in sorted(_from_today(outlook), key=lambda flow: (flow.day, flow.amount)):
        subject = ("", str(flow.item_id)) if flow.item_id else ("label", label_key(flow.label) or flow.label)
        result[subject].append(flow)
    return result


def _from_today(outlook: Outlook) -> list[Flow]:
    """The flows; what is dated before the outlook counts on its day, as in the forecast."""
    return [flow if flow.day >= outlook.today else flow._replace(day=outlook.today) for flow in outlook.flows]


def _moved_meanwhile(
    known: list[Flow], planned: list[Flow], paid: Mapping[UUID, Decimal], today: date
) -> list[Flow]:
    """What moved before today: of an item what was paid, of a recurring flow what was planned."""
    item_id = known[0].item_id
    if item_id is None:
        return [flow for flow in planned if flow.day < today]
    amount = paid.get(item_id, Decimal(0))
    return [known[0]._replace(day=today - timedelta(days=1), amount=amount)] if amount else []


def _kind(old: list[Flow], new: list[Flow], became: list[Flow]) -> CauseKind:
    if not old:
        return CauseKind.NEW
    if not new:
        return CauseKind.PAID if became else CauseKind.GONE
    same_amount = sum(flow.amount for flow in old) == sum(flow.amount for flow in became)
    return CauseKind.MOVED if same_amount else CauseKind.AMOUNT
