"""How far the expected collection dates missed, had they been asked for when each invoice was issued."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from orchestrators.calculations.books.collection import (
    NO_HABIT,
    ExpectedCollection,
    Habit,
    expected_collection,
    habit,
    was_known,
)
from orchestrators.calculations.spread import quantile
from orchestrators.calculations.values import SettledDocument

#: With fewer errors the tails of a distribution are a guess.
LEAST_ERRORS = 20
_SHARES = tuple(map(Decimal, ("0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95")))
_FOUR_PLACES = Decimal("0.0001")
#: Between the 10 % and the 90 % quantile.
EIGHTY_PERCENT = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Prediction:
    """A settled invoice and what was expected of it on its issue date.

    Errors are in days, positive when it came later than expected.
    """

    document: SettledDocument
    expected: ExpectedCollection
    error: int
    due_date_error: int


@dataclass(frozen=True, slots=True)
class ErrorQuantile:
    """The given share (0 to 1) of the invoices came at most so many days after the expected day."""

    share: Decimal
    days: Decimal


@dataclass(frozen=True, slots=True)
class BackTest:
    """Mean absolute errors in days, four places, over `n` invoices; None and no quantiles when n is 0."""

    n: int
    rule_error: Decimal | None
    due_date_error: Decimal | None
    quantiles: tuple[ErrorQuantile, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether a band made of earlier errors held later: its edges in days, and the share of `n` it covered.

    `covered` is a fraction, four places, to be compared with `coverage`.
    """

    coverage: Decimal
    low: Decimal
    high: Decimal
    n: int
    covered: Decimal


@dataclass(slots=True)
class _Past:
    """The days late in the window, kept in order while it moves: working state of one call, so not frozen."""

    days_late: list[int] = field(default_factory=list)
    disputed: int = 0

    def enter(self, document: SettledDocument) -> None:
        if document.disputed:
            self.disputed += 1
        else:
            insort(self.days_late, _days_late(document))

    def leave(self, document: SettledDocument) -> None:
        if document.disputed:
            self.disputed -= 1
        else:
            del self.days_late[bisect_left(self.days_late, _days_late(document))]

    def habit(self) -> Habit:
        return habit(self.days_late, self.disputed)


@dataclass(slots=True)
class _Window:
    """What was settled in the 12 months before a day that only moves forward: working state as well."""

    by_settlement: Sequence[SettledDocument]
    entered: int = 0
    left: int = 0
    business: _Past = field(default_factory=_Past)
    customers: dict[UUID, _Past] = field(default_factory=dict)

    def move(self, today: date) -> None:
        while self.entered < len(self.by_settlement) and self._entering.settled_on <= today:
            document = self._entering
            self.business.enter(document)
            self.customers.setdefault(document.party_id, _Past()).enter(document)
            self.entered += 1
        while self.left < self.entered and not was_known(self._leaving, today):
            self.business.leave(self._leaving)
            self.customers[self._leaving.party_id].leave(self._leaving)
            self.left += 1

    def customer(self, party_id: UUID) -> Habit:
        past = self.customers.get(party_id)
        return NO_HABIT if past is None else past.habit()

    @property
    def _entering(self) -> SettledDocument:
        return self.by_settlement[self.entered]

    @property
    def _leaving(self) -> SettledDocument:
        return self.by_settlement[self.left]


def predictions(settled: Iterable[SettledDocument], *, with_disputed: bool = False) -> Iterator[Prediction]:
    """What the rule expected on each invoice's issue date from what was settled by then, by issue date.

    Invoices that were settled by their issue date had nothing to be predicted; disputed ones are left out
    unless asked for. The window of 12 months slides, so the history is read once.
    """
    everything = list(settled)
    window = _Window(sorted(everything, key=attrgetter("settled_on")))
    for document in sorted(everything, key=attrgetter("issue_date")):
        window.move(document.issue_date)
        if document.settled_on > document.issue_date and (with_disputed or not document.disputed):
            yield _prediction(document, window.customer(document.party_id), window.business.habit())


def back_test(judged: Iterable[Prediction]) -> BackTest:
    """Sum up predictions: how far the rule missed, how far the due date did, and the rule's quantiles."""
    listed = list(judged)
    errors = sorted(prediction.error for prediction in listed)
    return BackTest(
        n=len(listed),
        rule_error=_mean_size(errors),
        due_date_error=_mean_size([prediction.due_date_error for prediction in listed]),
        quantiles=tuple(ErrorQuantile(share, quantile(errors, share)) for share in _SHARES if errors),
    )


def calibration(judged: Iterable[Prediction]) -> Calibration | None:
    """Make a band of what was known in the middle of the invoices, and judge it by the later half.

    The earlier half by issue date counts as far as it was settled when the later half begins: nothing of the
    future is looked at. None when that leaves fewer than 20 errors, or fewer than 20 invoices to judge by.
    """
    ordered = sorted(judged, key=lambda item: item.document.issue_date)
    later = ordered[len(ordered) // 2 :]
    if len(later) < LEAST_ERRORS:
        return None
    begin = later[0].document.issue_date
    errors = sorted(item.error for item in ordered[: len(ordered) // 2] if item.document.settled_on <= begin)
    if len(errors) < LEAST_ERRORS:
        return None
    tail = (1 - EIGHTY_PERCENT) / 2
    low, high = quantile(errors, tail), quantile(errors, 1 - tail)
    held = sum(low <= item.error <= high for item in later)
    covered = (Decimal(held) / len(later)).quantize(_FOUR_PLACES)
    return Calibration(EIGHTY_PERCENT, low, high, len(later), covered)


def _prediction(document: SettledDocument, customer: Habit, business: Habit) -> Prediction:
    expected = expected_collection(document.due_date, customer, business, document.issue_date)
    error = (document.settled_on - expected.day).days
    return Prediction(document, expected, error, _days_late(document))


def _days_late(document: SettledDocument) -> int:
    return (document.settled_on - document.due_date).days


def _mean_size(errors: Sequence[int]) -> Decimal | None:
    if not errors:
        return None
    return (Decimal(sum(map(abs, errors))) / len(errors)).quantize(_FOUR_PLACES)
