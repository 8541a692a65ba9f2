"""What the business spent and earned in a period, by month, counterparty, account or kind of document."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.books import turnover as queries
from orchestrators.books.cash import Account, account
from orchestrators.books.documents import Counterparty, counterparty
from orchestrators.money import adding_up
from orchestrators.past_days import EARLIEST
from orchestrators.refusals import BadInput

#: Groups that are told one by one; months of the period unless told otherwise.
MOST_GROUPS, MONTHS = 500, 12


class TurnoverSide(StrEnum):
    """Which side of the books."""

    SPEND = "SPEND"
    INCOME = "INCOME"


class IncomeGrouping(StrEnum):
    """What income is grouped by; the values are columns of the query. No line of an invoice is kept."""

    MONTH = "month"
    COUNTERPARTY = "party_id"
    KIND = "kind"


class SpendGrouping(StrEnum):
    """What spend is grouped by; the values are columns of the query."""

    MONTH = "month"
    COUNTERPARTY = "party_id"
    ACCOUNT = "account_id"
    KIND = "kind"


class TurnoverKind(StrEnum):
    """Documents that are spend or income."""

    BILL = "BILL"
    VENDOR_CREDIT = "VENDOR_CREDIT"
    PURCHASE = "PURCHASE"
    INVOICE = "INVOICE"
    SALES_RECEIPT = "SALES_RECEIPT"
    CREDIT_MEMO = "CREDIT_MEMO"
    REFUND_RECEIPT = "REFUND_RECEIPT"


@dataclass(frozen=True, slots=True)
class TurnoverRequest:
    """A period, both days included, one or two columns to group by, and how many groups to tell."""

    side: TurnoverSide
    from_date: date | None
    to_date: date | None
    by: tuple[IncomeGrouping | SpendGrouping, ...]
    first: int


@dataclass(frozen=True, slots=True)
class TurnoverGroup:
    """A group, in home currency; what it is not grouped by is None."""

    month: date | None
    counterparty: Counterparty | None
    account: Account | None
    kind: TurnoverKind | None
    amount: Decimal
    document_count: int


@dataclass(frozen=True, slots=True)
class TurnoverRemainder:
    """The groups that are not told one by one, together."""

    group_count: int
    amount: Decimal
    document_count: int


@dataclass(frozen=True, slots=True)
class Turnover:
    """What was spent or earned, in home currency; `groups` and `remainder` add up to `total`.

    These parts are rounded to the minor unit so that they add up to the rounded total. Documents without a
    rate, and those without a total, are in no amount and no other count.
    """

    from_date: date
    to_date: date
    total: Decimal
    document_count: int
    groups: tuple[TurnoverGroup, ...]
    remainder: TurnoverRemainder
    without_rate_count: int
    without_amount_count: int
    home: str | None


@dataclass(frozen=True, slots=True)
class TurnoverDataOrchestrator:
    """Reads totals of documents; one statement, however many groups."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, today: date, wanted: TurnoverRequest) -> Turnover:
        """One side of the books in a period.

        Raises `BadInput` naming `fromDate`, `toDate`, `by` or `first`.
        """
        first_day, last_day = period(wanted.from_date, wanted.to_date, today)
        columns = _columns(wanted.by)
        if not 1 <= wanted.first <= MOST_GROUPS:
            raise BadInput("first", f"must be from 1 to {MOST_GROUPS}, not {wanted.first}")
        query = queries.spend if wanted.side is TurnoverSide.SPEND else queries.income
        values = {"from_date": first_day, "to_date": last_day, "most": wanted.first}
        rows = await self.db.rows(query(columns), {"business_id": business_id, **values})
        return _turnover(first_day, last_day, rows, columns, wanted.first)


def period(from_date: date | None, to_date: date | None, today: date) -> tuple[date, date]:
    """The first and the last day: unless told otherwise the twelve calendar months that end with the last.

    Raises `BadInput` naming `fromDate` or `toDate`.
    """
    last = to_date or today
    if last < EARLIEST:
        raise BadInput("toDate", f"must not be before {EARLIEST}")
    first = from_date or _months_before(last, MONTHS - 1)
    if first < EARLIEST:
        raise BadInput("fromDate", f"must not be before {EARLIEST}")
    if first > last:
        raise BadInput("fromDate", f"must not be after toDate, {last}")
    return first, last


def _months_before(day: date, months: int) -> date:
    """The first day of a month before; of the earliest year there are no months before."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return max(date(year, month + 1, 1), EARLIEST)


def _columns(by: Collection[IncomeGrouping | SpendGrouping]) -> list[str]:
    if not 1 <= len(by) <= 2 or len(set(by)) < len(by):
        raise BadInput("by", "takes one or two different values")
    return [column.value for column in by]


def _turnover(first: date, last: date, rows: Sequence[Row], by: Collection[str], most: int) -> Turnover:
    parts = [row for row in rows if row["is_known"] and row["place"]]
    whole = {row["is_known"]: row for row in rows if row["place"] is None}
    known, unknown = whole.get(True), whole.get(False)
    home = rows[0]["home"] if rows else None
    total = Decimal(0) if known is None else known["amount"]
    amounts = () if home is None else adding_up([row["amount"] for row in parts], total, home)
    pairs = list(zip(parts, amounts, strict=True))
    groups = [_group(row, amount, by) for row, amount in pairs if row["place"] <= most]
    if "month" in by:
        # The largest were chosen; they are told in the order of time.
        groups.sort(key=lambda group: group.month or last)
    rest = [
        TurnoverRemainder(row["groups"], amount, row["documents"])
        for row, amount in pairs
        if row["place"] > most
    ]
    without_amount = 0 if unknown is None else unknown["without_amount"]
    return Turnover(
        from_date=first,
        to_date=last,
        total=total,
        document_count=0 if known is None else known["documents"],
        groups=tuple(groups),
        remainder=rest[0] if rest else TurnoverRemainder(0, Decimal(0), 0),
        without_rate_count=0 if unknown is None else unknown["documents"] - without_amount,
        without_amount_count=without_amount,
        home=home,
    )


def _group(row: Row, amount: Decimal, by: Collection[str]) -> TurnoverGroup:
    return TurnoverGroup(
        month=row["month"],
        counterparty=counterparty(row) if "party_id" in by else None,
        account=account(row, "account_") if row["account_id"] is not None else None,
        kind=None if row["kind"] is None else TurnoverKind(row["kind"]),
        amount=amount,
        document_count=row["documents"],
    )
