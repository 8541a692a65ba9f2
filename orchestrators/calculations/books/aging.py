"""What was open on a day, by how many days it was late."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

#: The last day late of every column but the last: current, 1-30, 31-60, 61-90, then 91 and more.
_LAST_DAYS = (0, 30, 60, 90)
_CREDITS = len(_LAST_DAYS) + 1
_NOTHING = Decimal(0)


class Bucket(StrEnum):
    """The columns, by days late; `CREDITS` is what is negative."""

    CURRENT = "CURRENT"
    DAYS_1_30 = "DAYS_1_30"
    DAYS_31_60 = "DAYS_31_60"
    DAYS_61_90 = "DAYS_61_90"
    DAYS_91_PLUS = "DAYS_91_PLUS"
    CREDITS = "CREDITS"


_COLUMNS = tuple(Bucket)


class AgingBasis(StrEnum):
    """The date from which days are counted."""

    DUE_DATE = "DUE_DATE"
    ISSUE_DATE = "ISSUE_DATE"


@dataclass(frozen=True, slots=True)
class Application:
    """A part of a document that a payment or credit settled on a day; the sign is the document's."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AgingDocument:
    """A document of one side of the books, in home currency.

    Bills and invoices are positive; credits and payments are negative, and so is what of them was applied.
    """

    party_id: UUID | None
    issue_date: date | None
    due_date: date | None
    total: Decimal
    applied: tuple[Application, ...] = ()


@dataclass(frozen=True, slots=True)
class Buckets:
    """Open amounts by days late, in home currency; `credits` is zero or negative, so the columns add up."""

    current: Decimal = _NOTHING
    days_1_30: Decimal = _NOTHING
    days_31_60: Decimal = _NOTHING
    days_61_90: Decimal = _NOTHING
    days_91_plus: Decimal = _NOTHING
    credits: Decimal = _NOTHING

    @property
    def total(self) -> Decimal:
        """The open balance in home currency: all columns, credits taken off."""
        late = self.days_1_30 + self.days_31_60 + self.days_61_90 + self.days_91_plus
        return self.current + late + self.credits


@dataclass(frozen=True, slots=True)
class AgingRow:
    """A counterparty's columns (None: unknown), and how many documents lacked the date asked for.

    `without_rate` documents are in no column: their amounts in home currency are unknown.
    """

    party_id: UUID | None
    buckets: Buckets
    undated: int
    without_rate: int = 0


@dataclass(frozen=True, slots=True)
class Aging:
    """Who is behind, by open balance, largest first; the totals are the sums of the rows."""

    as_of: date
    basis: AgingBasis
    rows: tuple[AgingRow, ...]
    totals: Buckets
    undated: int


@dataclass(frozen=True, slots=True)
class Aged:
    """One open document: what is open of it, and its days late, None when it has no date at all.

    `undated` says that the date asked for is missing and another, or none, stood in.
    """

    amount: Decimal
    days: int | None
    undated: bool


def open_balance(document: AgingDocument, as_of: date) -> Decimal:
    """The total less what was applied by `as_of`; 0 when it was issued later. No issue date: issued.

    In the currency of the total.
    """
    if document.issue_date is not None and document.issue_date > as_of:
        return _NOTHING
    return document.total - sum((part.amount for part in document.applied if part.day <= as_of), _NOTHING)


def aged(document: AgingDocument, as_of: date, basis: AgingBasis) -> Aged:
    """The document as of a day; days late are `as_of` less the due date (or the issue date)."""
    by_due = basis is AgingBasis.DUE_DATE
    wanted = document.due_date if by_due else document.issue_date
    start = wanted or document.issue_date or document.due_date
    days = None if start is None else (as_of - start).days
    return Aged(open_balance(document, as_of), days, wanted is None)


def aging(documents: Iterable[AgingDocument], as_of: date, basis: AgingBasis = AgingBasis.DUE_DATE) -> Aging:
    """Age one side of the books, receivables or payables.

    The columns of a row always sum to its open balance. A document with no date at all counts as current.
    What is negative, an unapplied credit or an overpaid document, is in the credits' column. What is issued
    later is not open yet; what is due later is current.
    """
    columns: dict[UUID | None, list[Decimal]] = {}
    undated: dict[UUID | None, int] = {}
    for document in documents:
        open_part = aged(document, as_of, basis)
        if not open_part.amount:
            continue
        row = columns.setdefault(document.party_id, [_NOTHING] * (_CREDITS + 1))
        row[_column(open_part)] += open_part.amount
        # A credit is not late, so it needs no date.
        undated[document.party_id] = undated.get(document.party_id, 0) + (
            open_part.undated and open_part.amount > 0
        )
    rows = [AgingRow(party_id, Buckets(*row), undated[party_id]) for party_id, row in columns.items()]
    totals = [sum(column, _NOTHING) for column in zip(*columns.values(), strict=True)]
    return Aging(as_of, basis, tuple(sorted(rows, key=_order)), Buckets(*totals), sum(undated.values()))


def bucket(document: Aged) -> Bucket:
    """The column that a document is in: credits by their sign, all others by their days late."""
    return _COLUMNS[_column(document)]


def _column(document: Aged) -> int:
    if document.amount < 0:
        return _CREDITS
    return bisect_left(_LAST_DAYS, document.days or 0)


def _order(row: AgingRow) -> tuple[Decimal, str]:
    return -row.buckets.total, str(row.party_id)
