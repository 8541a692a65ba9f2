"""An aging as it is told: what was open, in home currency, by counterparty and by document."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from db.books import Row
from orchestrators.books.documents import Counterparty, Document, counterparty, document
from orchestrators.calculations.books import aging as pure
from orchestrators.calculations.books.aging import AgingBasis, AgingDocument, Bucket
from orchestrators.calculations.currency import Foreign, home_amount
from orchestrators.figures import UnknownReason
from orchestrators.money import Money, money

_NOTHING = pure.Buckets()


class AgingSide(StrEnum):
    """Which side of the books."""

    PAYABLES = "PAYABLES"
    RECEIVABLES = "RECEIVABLES"


class AgedKind(StrEnum):
    """What can be open; what posts straight onto the account may be owed or a credit."""

    BILL = "BILL"
    INVOICE = "INVOICE"
    VENDOR_CREDIT = "VENDOR_CREDIT"
    CREDIT_MEMO = "CREDIT_MEMO"
    PAYMENT = "PAYMENT"
    BILL_PAYMENT = "BILL_PAYMENT"
    JOURNAL_ENTRY = "JOURNAL_ENTRY"
    PURCHASE = "PURCHASE"
    DEPOSIT = "DEPOSIT"
    OTHER = "OTHER"


#: A bill that posts onto receivables is none of their items.
_ITEM = MappingProxyType({AgingSide.PAYABLES: AgedKind.BILL, AgingSide.RECEIVABLES: AgedKind.INVOICE})


@dataclass(frozen=True, slots=True)
class AgingRow:
    """A counterparty's columns; None when the rate of one of its documents is unknown."""

    counterparty: Counterparty | None
    buckets: pure.Buckets | None
    undated_count: int
    without_rate_count: int


@dataclass(frozen=True, slots=True)
class AgedDocument:
    """A document and what of it was open: in its own currency, and in home currency if that is known.

    What posts straight onto the account is listed once for each counterparty.
    """

    kind: AgedKind
    document_number: str | None
    issue_date: date | None
    counterparty: Counterparty | None
    document: Document | None
    open_amount: Money
    amount: Money | None
    days_past_due: int | None
    bucket: Bucket | None
    is_undated: bool


@dataclass(frozen=True, slots=True)
class DocumentsWithoutRate:
    """How many documents have no known rate, and the first 100 of them."""

    count: int
    documents: tuple[AgedDocument, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An open document with a party: the amount in its own currency, negative for credits, and in home's.

    In home currency it is rounded to the minor unit, document by document, so that all columns and totals
    add up to the last cent; None without a rate.
    """

    id: UUID
    party_id: UUID | None
    open_amount: Money
    amount: Decimal | None
    days: int | None
    bucket: Bucket | None
    undated: bool


@dataclass(frozen=True, slots=True)
class AgingReport:
    """One side of the books as of a day; the figures are None when a rate is unknown, with the reason.

    `without_amount` counts open documents whose amount the source does not tell: they are in no column.
    """

    side: AgingSide
    as_of: date
    basis: AgingBasis
    home: str
    entries: tuple[Entry, ...]
    sums: tuple[pure.AgingRow, ...]
    columns: pure.Buckets
    undated_count: int
    without_amount_count: int

    @property
    def unknown_reason(self) -> UnknownReason | None:
        """Why `buckets` and `total` are None: a document without a rate; None where both are known."""
        unknown = any(row.without_rate for row in self.sums)
        return UnknownReason.UNKNOWN_RATE if unknown else None

    @property
    def buckets(self) -> pure.Buckets | None:
        """All columns, in home currency; None without figures."""
        return None if self.unknown_reason else self.columns

    @property
    def total(self) -> Money | None:
        """The open balance in home currency, credits taken off; None without figures."""
        return None if self.unknown_reason else money(self.columns.total, self.home)


def report_of(side: AgingSide, as_of: date, basis: AgingBasis, home: str, rows: Iterable[Row]) -> AgingReport:
    """The report of rows of `db.queries.books.aging`, a side's as of a day."""
    listed = list(rows)
    pairs = [(row, _entry(row, as_of, basis, home)) for row in listed if row["owed"]]
    aged = pure.aging([_priced(row, entry) for row, entry in pairs if entry.amount], as_of, basis)
    unknown = Counter(entry.party_id for _, entry in pairs if entry.amount is None)
    sums = [replace(row, without_rate=unknown.pop(row.party_id, 0)) for row in aged.rows]
    # Of whom nothing is known but that something is open.
    sums += [pure.AgingRow(party_id, _NOTHING, 0, count) for party_id, count in unknown.items()]
    return AgingReport(
        side=side,
        as_of=as_of,
        basis=basis,
        home=home,
        entries=tuple(entry for _, entry in pairs if entry.amount != 0),
        sums=tuple(sums),
        columns=aged.totals,
        undated_count=aged.undated,
        without_amount_count=sum(row["owed"] is None for row in listed),
    )


def aging_row(sums: pure.AgingRow, parties: Mapping[UUID, Counterparty]) -> AgingRow:
    """A counterparty's row with its name from `parties`; no columns where a document has no rate."""
    whose = None if sums.party_id is None else parties[sums.party_id]
    buckets = None if sums.without_rate else sums.buckets
    return AgingRow(whose, buckets, sums.undated, sums.without_rate)


def aged_document(entry: Entry, row: Row, today: date, report: AgingReport) -> AgedDocument:
    """An entry with its document, from a row that has the columns of `db.queries.books.documents`."""
    kind = AgedKind(row["kind"]) if row["kind"] in set(AgedKind) else AgedKind.OTHER
    return AgedDocument(
        kind=kind,
        document_number=row["number"],
        issue_date=row["issue_date"],
        counterparty=counterparty(row),
        document=document(row, today) if kind is _ITEM[report.side] else None,
        open_amount=entry.open_amount,
        amount=None if entry.amount is None else money(entry.amount, report.home),
        days_past_due=entry.days,
        bucket=entry.bucket,
        is_undated=entry.undated,
    )


def _entry(row: Row, as_of: date, basis: AgingBasis, home: str) -> Entry:
    own = money(row["owed"], row["currency_code"])
    foreign = Foreign(row["id"], row["owed"], row["currency_code"], row["exchange_rate"])
    amount = home_amount(foreign, home)
    if isinstance(amount, UnknownReason):
        return Entry(row["id"], row["party_id"], own, None, None, None, undated=False)
    rounded = money(amount, home).amount
    aged = pure.aged(AgingDocument(None, row["issue_date"], row["due_date"], rounded), as_of, basis)
    undated = aged.undated and rounded > 0
    return Entry(row["id"], row["party_id"], own, rounded, aged.days, pure.bucket(aged), undated)


def _priced(row: Row, entry: Entry) -> AgingDocument:
    assert entry.amount is not None, "it has a rate"
    return AgingDocument(entry.party_id, row["issue_date"], row["due_date"], entry.amount)
