"""Bills that were paid, as the importer takes them and as the slow second working-out does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from orchestrators.calculations.books.vendor import VendorRecord
from tests.orchestrators.calculations.books.slow_history import PaidBill, vendor_record
from tests.records import bill

Record = dict[str, Any]
#: Terms by their id: no discount, 2/10, and a discount for the same day.
TERMS = {"1": (None, None), "2": (Decimal(2), 10), "3": (Decimal("1.5"), 0)}
VENDORS = ("1", "2")
EUR = {"value": "EUR"}

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
cents = st.integers(1, 500_000).map(lambda amount: Decimal(amount) / 100)


@dataclass(frozen=True, slots=True)
class PastBill:
    """A bill that one payment settles, as far as credits do not."""

    number: int
    vendor: str | None
    term: str | None
    issued: date
    due: date | None
    total: Decimal
    rate: Decimal | None

    def record(self) -> Record:
        """For the importer."""
        return bill(
            str(self.number),
            VendorRef=self.vendor and {"value": self.vendor},
            SalesTermRef=self.term and {"value": self.term},
            TxnDate=str(self.issued),
            DueDate=self.due and str(self.due),
            TotalAmt=float(self.total),
            Balance=0,
            **_currency(self.rate),
        )


@dataclass(frozen=True, slots=True)
class PastPayment:
    """A payment of some bills of one vendor in one currency; `credit` is the part that is no money."""

    number: int
    day: date
    bills: tuple[PastBill, ...]
    credit: Decimal

    @property
    def given(self) -> Decimal:
        """What its bills took."""
        return sum((item.total for item in self.bills), Decimal(0))

    @property
    def total(self) -> Decimal:
        """The money."""
        return max(self.given - self.credit, Decimal(0))

    def record(self) -> Record:
        """For the importer."""
        first = self.bills[0]
        links = [("Bill", str(item.number), item.total) for item in self.bills]
        if self.credit:
            links.append(("VendorCredit", f"c{self.number}", self.given - self.total))
        return {
            "Id": f"p{self.number}",
            "SyncToken": "0",
            "TxnDate": str(self.day),
            "TotalAmt": float(self.total),
            **({"VendorRef": {"value": first.vendor}} if first.vendor else {}),
            **_currency(first.rate),
            "Line": [
                {"Amount": float(amount), "LinkedTxn": [{"TxnType": entity, "TxnId": key}]}
                for entity, key, amount in links
            ],
        }


@st.composite
def pasts(draw: st.DrawFn) -> tuple[PastPayment, ...]:
    """Payments of up to three bills each."""
    return tuple(draw(_payment(number)) for number in range(draw(st.integers(0, 8))))


@st.composite
def _payment(draw: st.DrawFn, number: int) -> PastPayment:
    vendor = draw(st.sampled_from((*VENDORS, *VENDORS, None)))
    rate = draw(st.sampled_from((None, None, Decimal("1.25"), Decimal("0.8"))))
    day = draw(days)
    bills = tuple(draw(_bill(10 * number + n, vendor, rate, day)) for n in range(draw(st.integers(1, 3))))
    credit = draw(st.just(Decimal(0)) | st.just(Decimal("0.01")) | cents)
    return PastPayment(number, day, bills, credit)


@st.composite
def _bill(draw: st.DrawFn, number: int, vendor: str | None, rate: Decimal | None, paid: date) -> PastBill:
    issued = paid - timedelta(draw(st.integers(-3, 60)))
    due = issued + timedelta(draw(st.integers(0, 45)))
    term = draw(st.sampled_from((None, *TERMS)))
    return PastBill(number, vendor, term, issued, draw(st.none() | st.just(due)), draw(cents), rate)


def record_of_vendor(payments: Sequence[PastPayment], vendor: str, as_of: date) -> VendorRecord:
    """The record in what the payments say, worked out bill by bill."""
    known = [payment for payment in payments if payment.day <= as_of and payment.bills[0].vendor == vendor]
    amounts = [item.total * (item.bills[0].rate or 1) for item in known if item.total]
    bills = [_paid(item, one) for item in known for one in item.bills if one.due is not None]
    return vendor_record(amounts, bills)


def _paid(payment: PastPayment, bill: PastBill) -> PaidBill:
    assert bill.due is not None
    percent, within = TERMS[bill.term or "1"]
    if percent is None or within is None:
        return PaidBill(bill.due, payment.day)
    offered = bill.total * percent / 100
    home = bill.rate or Decimal(1)
    if payment.day > bill.issued + timedelta(within):
        return PaidBill(bill.due, payment.day, offered * home)
    taken = min(bill.total - _cash(payment, bill), offered) * home
    return PaidBill(bill.due, payment.day, Decimal(0), taken)


def _cash(payment: PastPayment, bill: PastBill) -> Decimal:
    """The bill's share of the money, to four places."""
    share = Fraction(bill.total) * Fraction(payment.total) / Fraction(payment.given)
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _currency(rate: Decimal | None) -> Record:
    return {} if rate is None else {"CurrencyRef": EUR, "ExchangeRate": float(rate)}
